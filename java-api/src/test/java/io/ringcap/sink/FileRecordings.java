package io.ringcap.sink;

import static io.ringcap.sink.TestBlocks.SOME_TIME_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.SessionId;
import io.ringcap.packet.PacketBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;

/** What tests of recordings in several files have in common: a sink on a folder, blocks whose packets say their number, readers. */
abstract class FileRecordings {
    static final int ETHERNET = 1;
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final CaptureInterface CARD =
            new CaptureInterface(0, "eth0", ETHERNET, 262_144, null, null, null, true, false);
    static final int ISB_RECEIVED = 4;
    static final int ISB_DROPPED = 7;
    static final int ISB_START = 2;
    static final int ISB_END = 3;

    @TempDir
    Path folder;

    final List<CaptureFileInfo> ready = new CopyOnWriteArrayList<>();
    final List<CaptureFileInfo> retired = new CopyOnWriteArrayList<>();
    final TestBlocks blocks = new TestBlocks();
    long nextPacket;

    boolean idle(SinkWriter writer) throws IOException {
        writer.onIdle();
        return true;
    }

    void idleFor(SinkWriter writer, long millis) throws Exception {
        final long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() - endNs < 0) {
            writer.onIdle();
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    SinkWriter open(FileFormat format, FileOptions options) throws IOException {
        return open(format, options, Clock.systemUTC());
    }

    SinkWriter open(FileFormat format, FileOptions options, Clock clock) throws IOException {
        return new FileSink(folder, format, options, clock).open(context());
    }

    /** A recording of one card that has begun. */
    SinkWriter begin(FileFormat format, FileOptions options) throws Exception {
        return begin(format, options, Clock.systemUTC());
    }

    SinkWriter begin(FileFormat format, FileOptions options, Clock clock) throws Exception {
        final SinkWriter writer = open(format, options, clock);
        writer.begin(List.of(CARD));
        return writer;
    }

    /** Ends a recording that has got every packet that was made. */
    void end(SinkWriter writer) throws Exception {
        writer.finish(List.of(new InterfaceTotals(0, nextPacket, 0, -1)));
        writer.close();
    }

    SinkContext context() {
        return new SinkContext(
                new SessionId(1, "", "capture_1"),
                "pcap",
                SOME_TIME_NS / 1000,
                "",
                "eth0",
                FileOptions.defaults(),
                ready::add,
                retired::add);
    }

    /** Packets whose time says their number. */
    PacketBlock block(int packets, int bytes) {
        blocks.begin(0, ETHERNET);
        for (int i = 0; i < packets; i++) {
            blocks.packet(SOME_TIME_NS + 1_000 * nextPacket++, TestBlocks.bytes(bytes, i));
        }
        return blocks.block();
    }

    PacketBlock dropped(PacketBlock block, long count) {
        blocks.dropped(count);
        return block;
    }

    void assertTimesAreWholeAndInOrder() throws Exception {
        long expected = 0;
        for (CaptureFileInfo file : ready) {
            expected = assertTimes(file, expected);
        }
        assertEquals(nextPacket, expected);
    }

    static long assertTimes(CaptureFileInfo file, long first) throws Exception {
        long number = first;
        final List<FileReaders.Shown> packets = FileReaders.tshark(Path.of(file.filePath()));
        assertEquals(file.packets(), packets.size());
        for (FileReaders.Shown packet : packets) {
            final long ns = SOME_TIME_NS + 1_000 * number++;
            assertEquals(ns / 1_000_000_000L + "." + String.format("%09d", ns % 1_000_000_000L), packet.time());
        }
        assertEquals((SOME_TIME_NS + 1_000 * first) / 1000, file.firstPacketTs());
        assertEquals((SOME_TIME_NS + 1_000 * (number - 1)) / 1000, file.lastPacketTs());
        return number;
    }

    static List<Long> statistics(CaptureFileInfo file) throws Exception {
        final var options = isb(file).options(12);
        return List.of(count(options.get(ISB_RECEIVED)), count(options.get(ISB_DROPPED)));
    }

    static long time(CaptureFileInfo file, int option) throws Exception {
        final ByteBuffer halves =
                ByteBuffer.wrap(isb(file).options(12).get(option)).order(ByteOrder.nativeOrder());
        return (long) halves.getInt(0) << 32 | Integer.toUnsignedLong(halves.getInt(4));
    }

    static FileReaders.Block isb(CaptureFileInfo file) throws Exception {
        return FileReaders.blocks(Path.of(file.filePath()), FileReaders.INTERFACE_STATISTICS)
                .get(0);
    }

    static long count(byte[] option) {
        return ByteBuffer.wrap(option).order(ByteOrder.nativeOrder()).getLong();
    }

    /** A file that has both of its names at this moment counts once. */
    long bytesInFolder() throws IOException {
        long bytes = 0;
        for (String name : FileReaders.names(folder)) {
            final String whole = name.replaceAll("\\.part$", "");
            final boolean isNamed = !whole.equals(name) && Files.exists(folder.resolve(whole));
            bytes += name.endsWith(".commit") || isNamed
                    ? 0
                    : folder.resolve(name).toFile().length();
        }
        return bytes;
    }

    static String nameOf(CaptureFileInfo file) {
        return String.valueOf(Path.of(file.filePath()).getFileName());
    }
}
