package io.ringcap.internal.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Many files in one zip archive. Read back by its directory, as others will. Stateless; any thread. */
final class ZipCodec implements ArchiveCodec {
    @Override
    public void write(OutputStream to, List<Path> files, int level, MemberReader reader) throws IOException {
        try (KeptOpen kept = new KeptOpen(to);
                ZipOutputStream zip = new ZipOutputStream(kept, StandardCharsets.UTF_8)) {
            zip.setLevel(level);
            for (Path file : files) {
                final ZipEntry entry = new ZipEntry(file.getFileName().toString());
                entry.setLastModifiedTime(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
                zip.putNextEntry(entry);
                reader.copy(file, zip);
                zip.closeEntry();
            }
        }
    }

    @Override
    public List<ArchiveMember> read(Path archive, String soleName, MemberReader reader) throws IOException {
        final List<ArchiveMember> members = new ArrayList<>();
        try (ZipFile zip = new ZipFile(archive.toFile(), StandardCharsets.UTF_8)) {
            for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                try (InputStream from = zip.getInputStream(entry)) {
                    members.add(reader.read(entry.getName(), from));
                }
            }
        }
        return members;
    }
}
