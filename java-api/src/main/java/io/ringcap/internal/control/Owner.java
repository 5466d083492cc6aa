package io.ringcap.internal.control;

import java.util.concurrent.atomic.AtomicLong;

/** A party that sees its own sessions only. Any thread; it lives until it is deleted or has been silent for too long. */
public final class Owner {
    private final String name;
    private final long createdUsec;
    private final AtomicLong messages = new AtomicLong();
    private volatile long accessedUsec;
    private volatile long accessedNs;

    Owner(String name, long nowUsec) {
        this.name = name;
        this.createdUsec = nowUsec;
        touch(nowUsec);
    }

    public String name() {
        return name;
    }

    /** Notes that it was used. */
    void touch(long nowUsec) {
        accessedUsec = nowUsec;
        accessedNs = System.nanoTime();
    }

    void countMessage() {
        messages.incrementAndGet();
    }

    long createdUsec() {
        return createdUsec;
    }

    long accessedUsec() {
        return accessedUsec;
    }

    long messageCount() {
        return messages.get();
    }

    /** By the clock that nobody sets: a corrected time of day must not end captures. */
    long idleNs() {
        return System.nanoTime() - accessedNs;
    }
}
