package io.ringcap.message;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A finished file (or journal folder).
 *
 * @param sink the sink that wrote it
 * @param filePath its absolute path
 * @param fileSize its bytes; for a journal the bytes it takes on disk
 * @param segmentIndex its number among the files of this sink, from 0
 * @param createdTs when it was begun, in microseconds
 * @param packets how many packets it holds
 * @param firstPacketTs time of its first packet in microseconds, 0 when it has none
 * @param lastPacketTs time of its last packet in microseconds, 0 when it has none
 * @param truncated whether it lacks packets it should hold, because writing failed; what it holds is whole
 * @param recovered whether it was left by a process that died and was published later; what it holds is whole
 * @param checksum {@code sha256:} and the file's digest in hexadecimal, when that was asked for
 */
public record CaptureFileInfo(
        String sink,
        String filePath,
        long fileSize,
        int segmentIndex,
        long createdTs,
        long packets,
        long firstPacketTs,
        long lastPacketTs,
        boolean truncated,
        boolean recovered,
        @Nullable String checksum) {

    /** {@return the file, to be opened} */
    public Path path() {
        return Path.of(filePath);
    }
}
