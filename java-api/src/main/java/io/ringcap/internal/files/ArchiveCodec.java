package io.ringcap.internal.files;

import io.ringcap.config.CompressFormat;
import io.ringcap.message.CaptureException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** How an archive of one format is written and read back. Stateless; any thread. */
interface ArchiveCodec {
    /** Writes the files; leaves the stream open. */
    void write(OutputStream to, List<Path> files, int level, MemberReader reader) throws IOException;

    /**
     * Reads an archive to its end.
     *
     * @param soleName the name of its file, in a format that does not keep names
     */
    List<ArchiveMember> read(Path archive, String soleName, MemberReader reader) throws IOException;

    /**
     * The codec of a format.
     *
     * @throws CaptureException if it needs a jar that is not there
     */
    static ArchiveCodec of(CompressFormat format) {
        return switch (format) {
            case TAR_GZ -> {
                require(
                        "org.apache.commons.compress.archivers.tar.TarArchiveOutputStream",
                        "tar.gz archives need commons-compress",
                        "org.apache.commons:commons-compress:1.28.0");
                // commons-compress does not start without these.
                require(
                        "org.apache.commons.io.Charsets",
                        "tar.gz archives need commons-io",
                        "commons-io:commons-io:2.20.0");
                require(
                        "org.apache.commons.lang3.ArrayFill",
                        "tar.gz archives need commons-lang3",
                        "org.apache.commons:commons-lang3:3.18.0");
                yield new TarGzCodec();
            }
            case ZIP -> new ZipCodec();
            case GZ -> new GzCodec();
            case ZST -> {
                require(
                        "com.github.luben.zstd.ZstdOutputStream",
                        "zst files need zstd-jni",
                        "com.github.luben:zstd-jni:1.5.7-28");
                yield new ZstCodec();
            }
        };
    }

    /** Whether many files go into one archive. */
    static boolean isGathering(CompressFormat format) {
        return format == CompressFormat.TAR_GZ || format == CompressFormat.ZIP;
    }

    private static void require(String className, String need, String coordinates) {
        try {
            Class.forName(className, false, ArchiveCodec.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw CaptureException.prerequisiteMissing(
                    need + ", which is not on the class path (no " + className + "): add " + coordinates
                            + ", or compress to gz or zip, which need no jar",
                    e);
        }
    }
}
