package io.ringcap.internal.pcap;

import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.SourceKind;
import io.ringcap.packet.BlockLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes packets at a set rate, or as fast as blocks come free: Ethernet, IPv4, UDP, and a payload that begins with
 * {@code RINGCAP\0} and a sequence number, as the traffic tool of the tests sends it. Worked by one worker's thread.
 */
final class SyntheticSource implements BlockSource {
    static final int SEQUENCE_OFFSET = 50;
    private static final int LINKTYPE_ETHERNET = 1;
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SyntheticTraffic traffic;
    private final byte[] frame;
    private final BlockAppender appender = new BlockAppender();
    private final CaptureInterface description;
    private final long epochOffsetNs = System.currentTimeMillis() * 1_000_000L - System.nanoTime();
    /** Of the first fill: what a start takes is no time in which packets come. */
    private long startNs;

    private boolean hasBegun;
    private volatile boolean isWoken;
    private volatile @Nullable Thread worker;
    private volatile long made;
    private long lastTimestampNs;
    private boolean isClosing;

    SyntheticSource(SyntheticTraffic traffic, int snaplen) {
        this.traffic = traffic;
        final byte[] whole = SyntheticFrame.template(traffic.frameBytes());
        this.frame = snaplen < whole.length ? Arrays.copyOf(whole, snaplen) : whole;
        this.description =
                new CaptureInterface(0, "synthetic", LINKTYPE_ETHERNET, snaplen, null, null, "synthetic", true, false);
    }

    @Override
    public SourceKind kind() {
        return SourceKind.SYNTHETIC;
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return List.of(description);
    }

    @Override
    public int fill(BlockMemory block, long flushNs, long maxWaitNs) {
        if (isClosing) {
            return END;
        }
        if (traffic.packetsPerSecond() == 0) {
            return write(block, Integer.MAX_VALUE);
        }
        if (!hasBegun) {
            hasBegun = true;
            startNs = System.nanoTime();
        }
        if (due() == 0 || !isWorthABlock(block)) {
            await(Math.min(flushNs, maxWaitNs));
        }
        return write(block, (int) Math.min(due(), Integer.MAX_VALUE));
    }

    /** Like the kernel's ring: a block goes when it is full, or when its time is over. */
    private boolean isWorthABlock(BlockMemory block) {
        return due() * (BlockAppender.RECORD_BYTES + (long) frame.length) >= block.capacity();
    }

    private long due() {
        final long elapsedNs = System.nanoTime() - startNs;
        final long seconds = elapsedNs / NANOS_PER_SECOND;
        final long rest = elapsedNs % NANOS_PER_SECOND;
        final long target = seconds * traffic.packetsPerSecond()
                + (long) ((double) rest * traffic.packetsPerSecond() / NANOS_PER_SECOND);
        return Math.max(target - made, 0);
    }

    private void await(long nanos) {
        worker = Thread.currentThread();
        if (!isWoken && nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
        isWoken = false;
    }

    private int write(BlockMemory block, int atMost) {
        if (atMost == 0) {
            return 0;
        }
        appender.begin(block, 0, LINKTYPE_ETHERNET, 0);
        final ByteBuffer buffer = block.buffer();
        long timestampNs = Math.max(System.nanoTime() + epochOffsetNs, lastTimestampNs + 1);
        long sequence = made;
        int at = BlockLayout.HEADER_BYTES;
        final int recordBytes = BlockAppender.RECORD_BYTES + frame.length;
        final int room = Math.min(atMost, (block.capacity() - at) / recordBytes);
        final boolean hasSequence = frame.length >= SEQUENCE_OFFSET + Long.BYTES;
        final long firstTimestampNs = timestampNs;
        for (int i = 0; i < room; i++) {
            appender.header(at, timestampNs, frame.length, traffic.frameBytes());
            final int data = at + BlockAppender.RECORD_BYTES;
            buffer.put(data, frame, 0, frame.length);
            if (hasSequence) {
                buffer.putLong(data + SEQUENCE_OFFSET, bigEndian(sequence));
            }
            at += recordBytes;
            sequence++;
            timestampNs++;
        }
        lastTimestampNs = timestampNs - 1;
        made = sequence;
        appender.seal(room, at, firstTimestampNs, lastTimestampNs);
        return room;
    }

    private static long bigEndian(long value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
    }

    @Override
    public void setFilter(String filter) {
        throw new CaptureException(
                ErrorCode.START_INVALID_PARAMS,
                "filter '" + filter + "' cannot be set: synthetic traffic is not filtered; change the limits alone");
    }

    @Override
    public void onPauseEnd(long pausedNs) {
        // Or it would make up for the pause with one burst.
        startNs += pausedNs;
    }

    @Override
    public void quiesce(long deadlineNs) {
        isClosing = true;
    }

    @Override
    public void wake() {
        isWoken = true;
        LockSupport.unpark(worker);
    }

    @Override
    public void counters(int interfaceIndex, SourceCounters into) {
        into.droppedKernel = 0;
        into.droppedInterface = SourceCounters.UNKNOWN;
        into.cutPackets = 0;
        into.undrained = 0;
        into.delivered = made;
    }

    @Override
    public void close() {
        isClosing = true;
    }
}
