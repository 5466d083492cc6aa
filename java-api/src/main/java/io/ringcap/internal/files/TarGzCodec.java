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
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Many files in one tar archive inside gzip. Stateless; any thread. */
final class TarGzCodec implements ArchiveCodec {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int FILE_MODE = 0640;

    @Override
    public void write(OutputStream to, List<Path> files, int level, MemberReader reader) throws IOException {
        try (KeptOpen kept = new KeptOpen(to);
                LevelledGzip gzip = new LevelledGzip(kept, level);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, StandardCharsets.UTF_8.name())) {
            // Names, lengths and times of any size, the way all tars of this century read them.
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (Path file : files) {
                add(tar, file, reader);
            }
            tar.finish();
        }
    }

    private static void add(TarArchiveOutputStream tar, Path file, MemberReader reader) throws IOException {
        final TarArchiveEntry entry = new TarArchiveEntry(file.getFileName().toString(), true);
        entry.setSize(Files.size(file));
        entry.setMode(FILE_MODE);
        entry.setModTime(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
        tar.putArchiveEntry(entry);
        reader.copy(file, tar);
        tar.closeArchiveEntry();
    }

    @Override
    public List<ArchiveMember> read(Path archive, String soleName, MemberReader reader) throws IOException {
        final List<ArchiveMember> members = new ArrayList<>();
        try (InputStream file = MemberReader.open(archive);
                GZIPInputStream gzip = new GZIPInputStream(file, BUFFER_BYTES);
                TarArchiveInputStream tar = new TarArchiveInputStream(gzip, StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                members.add(reader.read(entry.getName(), tar));
            }
            // To the end of the gzip stream, whose checksum is only looked at there.
            reader.read(soleName, gzip);
        }
        return members;
    }
}
