package io.ringcap.internal.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads a source block by block as a worker does, and checks each block's header. Confined to the test's thread. */
final class SourceReader implements AutoCloseable {
    static final long FLUSH_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Slab slab = Slab.map(1, CaptureConfig.DEFAULT_BLOCK_BYTES);
    private final PacketBlock block = new PacketBlock();
    private final PacketCursor cursor = new PacketCursor();
    private final List<WrittenPacket> packets = new ArrayList<>();
    private final List<Integer> interfaces = new ArrayList<>();
    private final BlockSource source;

    SourceReader(BlockSource source) {
        this.source = source;
    }

    /** One fill; its result. */
    int fill(Duration maxWait) {
        final int result = source.fill(slab.block(0), FLUSH_NS, maxWait.toNanos());
        if (result > 0) {
            take(result);
        }
        return result;
    }

    /** Fills until the source is at its end. */
    List<WrittenPacket> readToEnd() {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (fill(Duration.ofMillis(100)) != BlockSource.END) {
            assertTrue(System.nanoTime() < deadline, () -> "no end after " + packets.size() + " packets");
        }
        return packets;
    }

    /** Fills until so many packets were read in all. */
    List<WrittenPacket> read(int count) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (packets.size() < count) {
            assertTrue(fill(Duration.ofMillis(100)) != BlockSource.END, "the source ended early");
            assertTrue(System.nanoTime() < deadline, () -> packets.size() + " packets of " + count);
        }
        return packets;
    }

    List<WrittenPacket> packets() {
        return packets;
    }

    /** The interface index of each packet. */
    List<Integer> interfaceIndexes() {
        return interfaces;
    }

    private void take(int count) {
        block.wrap(slab.block(0).buffer());
        assertTrue(block.isWellFormed(), "a block");
        assertEquals(count, block.packets());
        assertEquals(
                source.interfaces().get(block.interfaceIndex()).linkType(),
                block.linkType(),
                "the interface's link type");
        cursor.wrap(block);
        final int before = packets.size();
        while (cursor.next()) {
            packets.add(new WrittenPacket(cursor.timestampNs(), cursor.toBytes(), cursor.originalLength()));
            interfaces.add(cursor.interfaceIndex());
        }
        assertEquals(before + count, packets.size());
        assertEquals(packets.get(before).timestampNs(), block.firstTimestampNs());
        assertEquals(packets.get(packets.size() - 1).timestampNs(), block.lastTimestampNs());
    }

    @Override
    public void close() {
        slab.close();
    }
}
