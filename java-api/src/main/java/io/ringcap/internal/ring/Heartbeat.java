package io.ringcap.internal.ring;

import java.util.concurrent.atomic.AtomicLong;

/** The worker's last sign of life. One writer, the worker; any reader. Costs the writer one ordered store. */
final class Heartbeat {
    private final AtomicLong lastNs = new AtomicLong(System.nanoTime());

    void beat() {
        beat(System.nanoTime());
    }

    /** For callers that know the time already. */
    void beat(long nowNs) {
        lastNs.lazySet(nowNs);
    }

    long lastNs() {
        return lastNs.get();
    }
}
