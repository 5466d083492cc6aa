package io.ringcap.bench.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code ringcap-send} shall send. Immutable.
 *
 * @param size bytes of a frame; 0 for the mix of 64, 590 and 1514 at 7:4:1
 * @param pps frames a second; 0 for as fast as it goes
 * @param count frames in all; 0 for until the time is over
 * @param seconds when it ends at the latest
 * @param firstSequence the number of the first frame
 */
public record Traffic(int size, double pps, long count, double seconds, long firstSequence) {
    private static final double DEFAULT_SECONDS = 1;

    /** Frames of one size, flat out for a second. */
    public static Traffic ofSize(int bytes) {
        return new Traffic(bytes, 0, 0, DEFAULT_SECONDS, 0);
    }

    /** Frames of mixed sizes, flat out for a second. */
    public static Traffic mixed() {
        return ofSize(0);
    }

    public Traffic atRate(double framesPerSecond) {
        return new Traffic(size, framesPerSecond, count, seconds, firstSequence);
    }

    public Traffic ofCount(long frames) {
        return new Traffic(size, pps, frames, seconds, firstSequence);
    }

    public Traffic forSeconds(double duration) {
        return new Traffic(size, pps, count, duration, firstSequence);
    }

    public Traffic from(long sequence) {
        return new Traffic(size, pps, count, seconds, sequence);
    }

    /** As the results name it: a size, or {@code mix}. */
    public String name() {
        return size == 0 ? "mix" : Integer.toString(size);
    }

    List<String> arguments(String networkInterface) {
        final List<String> arguments = new ArrayList<>(List.of("--interface", networkInterface));
        // On the last processor, so that it and the kernel's receiving side, which runs there too, do not move about.
        arguments.addAll(List.of("--cpu", Integer.toString(Runtime.getRuntime().availableProcessors() - 1)));
        if (size == 0) {
            arguments.add("--mix");
        } else {
            arguments.addAll(List.of("--size", Integer.toString(size)));
        }
        if (pps > 0) {
            arguments.addAll(List.of("--pps", String.format(Locale.ROOT, "%.3f", pps)));
        }
        if (count > 0) {
            arguments.addAll(List.of("--count", Long.toString(count)));
        }
        arguments.addAll(List.of("--seconds", String.format(Locale.ROOT, "%.3f", seconds)));
        arguments.addAll(List.of("--start", Long.toString(firstSequence)));
        return arguments;
    }
}
