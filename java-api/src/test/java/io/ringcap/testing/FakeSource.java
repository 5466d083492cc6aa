package io.ringcap.testing;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.internal.pcap.BlockMemory;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.internal.pcap.SourceCounters;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.SourceKind;
import io.ringcap.packet.BlockLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A source that a test plays on: it gives packets on demand or at a rate, and hangs, throws or refuses when it is told to. Its
 * packets are those of synthetic traffic, with a sequence number for {@link SequenceCheck}. Worked by a worker; played on by the
 * test's thread.
 */
public final class FakeSource implements BlockSource {
    private static final int LINKTYPE_ETHERNET = 1;
    private static final int FRAME_BYTES = 60;
    private static final int MARK_OFFSET = 42;
    private static final int RECORD_BYTES = BlockLayout.RECORD_HEADER_BYTES + FRAME_BYTES;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final byte[] MARK = "RINGCAP\0".getBytes(StandardCharsets.US_ASCII);

    /** How long a fill hangs that nobody lets go. */
    private static final long HANG_S = 60;

    private final long packetsPerSecond;
    private final int packetsPerBlock;
    private final long startNs = System.nanoTime();
    private final AtomicLong demanded = new AtomicLong();
    private final AtomicInteger closes = new AtomicInteger();
    private final AtomicInteger fills = new AtomicInteger();
    private final AtomicInteger wakes = new AtomicInteger();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private volatile @Nullable CountDownLatch hang;
    private volatile @Nullable Throwable throwing;
    private volatile @Nullable Thread worker;
    private volatile String filter;
    private volatile boolean isRefusingFilters;
    private volatile boolean isEnding;
    private volatile boolean isWoken;
    private volatile long given;
    private volatile long dropped;

    /** A hang waits until so many were given. */
    private volatile long hangAt;

    /** Gives packets at the rate of the specification's synthetic traffic, in blocks of so many at most. */
    FakeSource(CaptureSpec spec, int packetsPerBlock) {
        final SyntheticTraffic traffic = spec.synthetic();
        this.packetsPerSecond = traffic == null ? 0 : traffic.packetsPerSecond();
        this.packetsPerBlock = packetsPerBlock;
        this.filter = spec.filter();
    }

    // ---- for the test ----

    /** Gives so many packets more than by its rate. */
    public void give(long packets) {
        demanded.addAndGet(packets);
        LockSupport.unpark(worker);
    }

    /** The next fill takes what there is to give, and then hangs, deaf to {@link #wake}, until {@link #letGo}. */
    public void hang() {
        hang = new CountDownLatch(1);
        LockSupport.unpark(worker);
    }

    /** Gives so many packets more, and hangs with the last of them in hand. */
    public void giveAndHang(long packets) {
        hangAt = demanded.get() + packets;
        hang = new CountDownLatch(1);
        give(packets);
    }

    /** Waits until a fill hangs. */
    public boolean awaitHanging() throws InterruptedException {
        return hanging.await(HANG_S, TimeUnit.SECONDS);
    }

    /** Ends the hang: the fill returns the block that it had in hand. */
    public void letGo() {
        final CountDownLatch held = hang;
        hang = null;
        if (held != null) {
            held.countDown();
        }
    }

    /** The next fill throws it. An unchecked exception or an error. */
    public void fail(Throwable cause) {
        throwing = cause;
        LockSupport.unpark(worker);
    }

    /** Refuses filters from now on. */
    public void refuseFilters() {
        isRefusingFilters = true;
    }

    /** Comes to its end, as a file does, when all that was demanded is given. */
    public void end() {
        isEnding = true;
        LockSupport.unpark(worker);
    }

    /** Says that the kernel dropped so many. */
    public void drop(long packets) {
        dropped = packets;
    }

    @Override
    public String filter() {
        return filter;
    }

    /** Packets that were written into blocks. */
    public long given() {
        return given;
    }

    public int closes() {
        return closes.get();
    }

    public int fills() {
        return fills.get();
    }

    public int wakes() {
        return wakes.get();
    }

    // ---- for the worker ----

    @Override
    public SourceKind kind() {
        return SourceKind.SYNTHETIC;
    }

    @Override
    public String reason() {
        return "a fake";
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return List.of(new CaptureInterface(
                0, "fake", LINKTYPE_ETHERNET, BlockLayout.MAX_SNAPLEN, null, null, "fake", true, false));
    }

    @Override
    public int fill(BlockMemory block, long flushNs, long maxWaitNs) {
        requireOpen();
        worker = Thread.currentThread();
        fills.incrementAndGet();
        final Throwable cause = throwing;
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException exception) {
            throw exception;
        }
        long due = due();
        if (due == 0 && (hang == null || given < hangAt) && !isEnding && !isWoken && maxWaitNs > 0) {
            LockSupport.parkNanos(this, Math.min(maxWaitNs, Math.max(flushNs, 1)));
            due = due();
        }
        isWoken = false;
        final int packets = write(block, (int) Math.min(due, packetsPerBlock));
        hangIfTold();
        return packets == 0 && isEnding ? END : packets;
    }

    private void hangIfTold() {
        final CountDownLatch until = hang;
        if (until == null || given < hangAt) {
            return;
        }
        hanging.countDown();
        try {
            if (!until.await(HANG_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let the fake source go");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted in the fake source", e);
        }
    }

    private long due() {
        return Math.max(demanded.get() + (isEnding ? 0 : byRate()) - given, 0);
    }

    private long byRate() {
        return (long) ((double) (System.nanoTime() - startNs) * packetsPerSecond / NANOS_PER_SECOND);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer, the worker.
    private int write(BlockMemory block, int wanted) {
        final ByteBuffer to = block.buffer();
        final int packets = Math.min(wanted, (block.capacity() - BlockLayout.HEADER_BYTES) / RECORD_BYTES);
        if (packets == 0) {
            return 0;
        }
        final Instant now = Instant.now();
        final long nowNs = now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
        int at = BlockLayout.HEADER_BYTES;
        for (int i = 0; i < packets; i++) {
            to.putInt(at + BlockLayout.RECORD_SECONDS_OFFSET, (int) (nowNs / NANOS_PER_SECOND));
            to.putInt(at + BlockLayout.RECORD_NANOS_OFFSET, (int) (nowNs % NANOS_PER_SECOND));
            to.putInt(at + BlockLayout.RECORD_CAPTURED_OFFSET, FRAME_BYTES);
            to.putInt(at + BlockLayout.RECORD_ORIGINAL_OFFSET, FRAME_BYTES);
            final int frame = at + BlockLayout.RECORD_HEADER_BYTES;
            to.put(frame, new byte[FRAME_BYTES]);
            to.put(frame + MARK_OFFSET, MARK);
            final long sequence = given + i;
            to.putLong(
                    frame + SendOptions.SEQUENCE_OFFSET,
                    ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? sequence : Long.reverseBytes(sequence));
            at += RECORD_BYTES;
        }
        to.putInt(BlockLayout.MAGIC_OFFSET, BlockLayout.MAGIC);
        to.putShort(BlockLayout.VERSION_OFFSET, BlockLayout.VERSION);
        to.putShort(BlockLayout.FLAGS_OFFSET, (short) 0);
        to.putInt(BlockLayout.BODY_BYTES_OFFSET, packets * RECORD_BYTES);
        to.putInt(BlockLayout.PACKETS_OFFSET, packets);
        to.putLong(BlockLayout.FIRST_TS_OFFSET, nowNs);
        to.putLong(BlockLayout.LAST_TS_OFFSET, nowNs);
        to.putLong(BlockLayout.DROPPED_OFFSET, dropped);
        to.putShort(BlockLayout.INTERFACE_OFFSET, (short) 0);
        to.putShort(BlockLayout.LINK_TYPE_OFFSET, (short) LINKTYPE_ETHERNET);
        given += packets;
        return packets;
    }

    @Override
    public void setFilter(String expression) {
        requireOpen();
        if (isRefusingFilters) {
            throw new CaptureException(
                    ErrorCode.START_INVALID_PARAMS, "filter '" + expression + "' is refused by the fake source");
        }
        filter = expression;
    }

    @Override
    public void quiesce(long deadlineNs) {
        requireOpen();
        if (!isEnding) {
            // What has come by now is still given.
            demanded.addAndGet(byRate());
            isEnding = true;
        }
    }

    @Override
    public void wake() {
        wakes.incrementAndGet();
        isWoken = true;
        LockSupport.unpark(worker);
    }

    @Override
    public void counters(int interfaceIndex, SourceCounters into) {
        into.delivered = given;
        into.droppedKernel = dropped;
        into.droppedInterface = SourceCounters.UNKNOWN;
        into.cutPackets = 0;
        into.undrained = 0;
    }

    private void requireOpen() {
        if (closes.get() != 0) {
            throw new IllegalStateException("a source was used after it was closed");
        }
    }

    @Override
    public void close() {
        if (closes.incrementAndGet() > 1) {
            throw new IllegalStateException("a source was closed twice");
        }
    }
}
