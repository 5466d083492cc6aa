package io.ringcap.bench.jmh;

/** A way from the benchmark's thread to one consumer thread, which it starts and ends. Its methods are for the benchmark's thread. */
interface HandOff {
    /** How many blocks are on the way at most: as many as Ringcap's ring has for live sources. */
    int SLOTS = 128;

    /** How long the consumer may wait before it looks around, as Ringcap's lanes do. */
    long IDLE_MS = 100;

    /** Hands on the next block, when there is room, and returns its number. */
    long put() throws InterruptedException;

    /** Newest number that the consumer has seen, -1 before the first. */
    long seen();

    void stop() throws InterruptedException;

    /** Spins: what is measured is the consumer's wake-up, not this thread's. */
    default void awaitSeen(long number) {
        while (seen() < number) {
            Thread.onSpinWait();
        }
    }
}
