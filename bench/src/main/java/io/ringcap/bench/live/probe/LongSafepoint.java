package io.ringcap.bench.live.probe;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes safepoint pauses of a chosen length: while one thread digests a large array, which HotSpot does in one piece of machine code
 * without a poll, another one asks for a safepoint. All Java threads stop and wait until the digest is done. Each pause corrects the
 * length of the next one. Confined to one thread.
 */
final class LongSafepoint {
    private static final int ARRAY_BYTES = 256 << 20;
    private static final int FIRST_BYTES = 16 << 20;
    private static final int SMALL_BYTES = 4096;
    private static final int COMPILING_ROUNDS = 50_000;
    private static final int CALIBRATIONS = 5;
    private static final double MOST_CORRECTION = 8;

    private final long wantedNs;
    private final byte[] bytes = new byte[ARRAY_BYTES];
    private final byte[] digested = new byte[16];
    private final MessageDigest digest;
    private int length = FIRST_BYTES;

    LongSafepoint(long wantedNs) {
        this.wantedNs = wantedNs;
        try {
            this.digest = MessageDigest.getInstance(
                    "MD5"); // About 0.6 GB/s everywhere; others are as fast as the CPU's extensions.
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has MD5", e);
        }
    }

    /** Has the digest compiled and finds the length; under the load of the measurement, which takes its share of the CPU. */
    void calibrate() throws InterruptedException {
        for (int i = 0; i < COMPILING_ROUNDS; i++) {
            digest(SMALL_BYTES);
        }
        for (int i = 0; i < CALIBRATIONS; i++) {
            pause();
        }
    }

    /** One pause. */
    void pause() throws InterruptedException {
        final Thread asking = new Thread(LongSafepoint::askForSafepoint, "probe-safepoint");
        asking.start();
        final long begin = System.nanoTime();
        digest(length);
        final double correction = (double) wantedNs / Math.max(1, System.nanoTime() - begin);
        asking.join();
        length = (int) Math.max(
                SMALL_BYTES,
                Math.min(ARRAY_BYTES, length * Math.min(MOST_CORRECTION, Math.max(1 / MOST_CORRECTION, correction))));
    }

    private void digest(int size) {
        try {
            digest.update(bytes, 0, size);
            digest.digest(digested, 0, digested.length);
        } catch (DigestException e) {
            throw new IllegalStateException("an MD5 digest has 16 bytes", e);
        }
    }

    /** All stack traces are taken in a safepoint. */
    private static void askForSafepoint() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        Thread.getAllStackTraces();
    }
}
