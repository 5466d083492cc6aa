package io.ringcap.internal.pcap;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** The CPU time of one thread: started and stopped by it, read by any. Shows 0 where the JVM cannot tell. */
public final class CpuClock {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final boolean IS_KNOWN = THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();
    private static final long NONE = -1;

    private volatile long threadId = NONE;
    private volatile long finalNs = NONE;

    public void start() {
        threadId = Thread.currentThread().getId();
    }

    public void stop() {
        finalNs = IS_KNOWN && threadId != NONE ? THREADS.getCurrentThreadCpuTime() : 0;
    }

    public long nanos() {
        final long last = finalNs;
        if (last != NONE) {
            return last;
        }
        return IS_KNOWN && threadId != NONE ? Math.max(THREADS.getThreadCpuTime(threadId), 0) : 0;
    }
}
