package io.ringcap.cli;

import java.util.ArrayDeque;
import java.util.Deque;

/** Packets a second over the last second, or since the start where that is later. Confined to the thread that draws. */
final class RateMeter {
    private static final double WINDOW_SECONDS = 1;

    private record Sample(double seconds, long packets) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /**
     * @param startSeconds when there were so many packets, by the clock that the samples are taken with
     */
    RateMeter(double startSeconds, long packets) {
        restart(startSeconds, packets);
    }

    /** Forgets what was before, as after a pause. */
    void restart(double nowSeconds, long packets) {
        samples.clear();
        samples.add(new Sample(nowSeconds, packets));
    }

    /** Takes a sample and returns the rate. */
    double rate(double nowSeconds, long packets) {
        samples.addLast(new Sample(nowSeconds, packets));
        // The oldest is the last one that is no less than the window away.
        while (samples.size() > 2 && isBeforeWindow(nowSeconds)) {
            samples.removeFirst();
        }
        final Sample first = samples.getFirst();
        final double passed = nowSeconds - first.seconds();
        return passed > 0 ? (packets - first.packets()) / passed : 0;
    }

    private boolean isBeforeWindow(double nowSeconds) {
        final Sample first = samples.removeFirst();
        final boolean isBefore = nowSeconds - samples.getFirst().seconds() >= WINDOW_SECONDS;
        samples.addFirst(first);
        return isBefore;
    }
}
