package io.ringcap.internal.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** One file into one gzip file. Stateless; any thread. */
final class GzCodec implements ArchiveCodec {
    private static final int BUFFER_BYTES = 64 << 10;

    @Override
    public void write(OutputStream to, List<Path> files, int level, MemberReader reader) throws IOException {
        try (KeptOpen kept = new KeptOpen(to);
                LevelledGzip gzip = new LevelledGzip(kept, level)) {
            reader.copy(files.get(0), gzip);
        }
    }

    @Override
    public List<ArchiveMember> read(Path archive, String soleName, MemberReader reader) throws IOException {
        try (InputStream file = MemberReader.open(archive);
                GZIPInputStream gzip = new GZIPInputStream(file, BUFFER_BYTES)) {
            return List.of(reader.read(soleName, gzip));
        }
    }
}
