package io.ringcap.internal.pcap;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for any of several descriptors, in short slices so that a flag can be seen in between. Confined to one thread. */
final class JnaPoll {
    /** How late a flag may be seen. */
    static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    // struct pollfd: int descriptor, short wanted events, short events.
    private static final int ENTRY_BYTES = 8;
    private static final int WANTED_OFFSET = 4;
    private static final int EVENTS_OFFSET = 6;
    private static final short POLLIN = 1;
    /** In place of a descriptor: never ready. */
    static final int IGNORED = -1;

    private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(500);

    private final Memory entries;
    private final NativeLong count;
    private int fruitless;

    JnaPoll(int descriptors) {
        entries = new Memory((long) descriptors * ENTRY_BYTES);
        entries.clear();
        count = new NativeLong(descriptors);
    }

    /** Sets which descriptor to wait for; {@link #IGNORED} for none. */
    void set(int index, int descriptor) {
        entries.setInt((long) index * ENTRY_BYTES, descriptor);
        entries.setShort((long) index * ENTRY_BYTES + WANTED_OFFSET, POLLIN);
    }

    /** Waits until something is ready, at most so long and at most a slice. A signal ends it early. */
    void await(long nanos) {
        final long limited = Math.min(nanos, SLICE_NS);
        final int milliseconds = (int) TimeUnit.NANOSECONDS.toMillis(limited + TimeUnit.MILLISECONDS.toNanos(1) - 1);
        final boolean isReady = JnaLibc.poll(entries, count, milliseconds) > 0;
        fruitless = isReady ? fruitless + 1 : 0;
        // A descriptor that stays ready and never gives anything must not burn a core.
        if (fruitless > 1) {
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    /** Tells that something came of the last wait. */
    void onProgress() {
        fruitless = 0;
    }

    /** Whether the last wait found the descriptor ready. */
    boolean isReady(int index) {
        return entries.getShort((long) index * ENTRY_BYTES + EVENTS_OFFSET) != 0;
    }
}
