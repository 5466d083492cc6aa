package io.ringcap.internal.files;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** One file into one Zstandard file, with a checksum of its own. Stateless; any thread. */
final class ZstCodec implements ArchiveCodec {
    @Override
    public void write(OutputStream to, List<Path> files, int level, MemberReader reader) throws IOException {
        try (KeptOpen kept = new KeptOpen(to);
                ZstdOutputStream zst = new ZstdOutputStream(kept, level)) {
            zst.setChecksum(true);
            reader.copy(files.get(0), zst);
        }
    }

    @Override
    public List<ArchiveMember> read(Path archive, String soleName, MemberReader reader) throws IOException {
        try (InputStream file = MemberReader.open(archive);
                ZstdInputStream zst = new ZstdInputStream(file)) {
            return List.of(reader.read(soleName, zst));
        }
    }
}
