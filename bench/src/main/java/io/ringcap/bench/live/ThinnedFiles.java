package io.ringcap.bench.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Takes records out of recorded files, so that the harness can show that it notices. Stateless. */
final class ThinnedFiles {
    private static final int HEADER_BYTES = 24;
    private static final int RECORD_BYTES = 16;
    private static final int CAPTURED_AT = 8;
    private static final int MICROS_OF_OTHER_ORDER = 0xD4C3B2A1;
    private static final int NANOS_OF_OTHER_ORDER = 0x4D3CB2A1;

    private ThinnedFiles() {}

    /** Takes every so manieth record out of the pcap files of a folder; returns how many those are. */
    static long takeEvery(int period, Path folder) throws IOException {
        final List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
        long records = 0;
        long taken = 0;
        for (Path file : files) {
            final ByteBuffer from = ByteBuffer.wrap(Files.readAllBytes(file));
            final int magic = from.getInt(0);
            from.order(
                    magic == MICROS_OF_OTHER_ORDER || magic == NANOS_OF_OTHER_ORDER
                            ? ByteOrder.LITTLE_ENDIAN
                            : ByteOrder.BIG_ENDIAN);
            final ByteBuffer kept = ByteBuffer.allocate(from.capacity());
            kept.put(from.slice(0, HEADER_BYTES));
            for (int at = HEADER_BYTES; at < from.capacity(); ) {
                final int length = RECORD_BYTES + from.getInt(at + CAPTURED_AT);
                records++;
                if (records % period == 0) {
                    taken++;
                } else {
                    kept.put(from.slice(at, length));
                }
                at += length;
            }
            kept.flip();
            final byte[] bytes = new byte[kept.remaining()];
            kept.get(bytes);
            Files.write(file, bytes);
        }
        return taken;
    }
}
