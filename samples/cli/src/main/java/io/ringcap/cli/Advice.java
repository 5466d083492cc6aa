package io.ringcap.cli;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureStats;
import org.jspecify.annotations.Nullable;

/** The one thing that would have helped a session that lost packets, or found none. Stateless. */
final class Advice {
    private static final int MIB = 1 << 20;
    private static final int MAX_BUFFER_MIB = 1024;

    private Advice() {}

    /** What to do next; null when all is well. */
    static @Nullable String of(CaptureSpec spec, CaptureConfig config, CaptureStats stats) {
        if (stats.droppedKernel() > 0) {
            return stats.ringStalls() > 0
                    ? "what records was slower than the traffic: write to a faster disk, or keep less of it with -f or -s"
                    : ofBuffer(config);
        }
        final Long byInterface = stats.droppedInterface();
        if (byInterface != null && byInterface > 0) {
            return "the interface had no room: '" + doctor(spec) + "' says what to set";
        }
        if (stats.packets() == 0 && stats.pausedPackets() == 0 && spec.isLive()) {
            return spec.expression().isEmpty()
                    ? "no packet came: '" + Main.name() + " devices' shows which interfaces run"
                    : "no packet matched: try it without the filter, or '" + Main.name()
                            + " devices' for another interface";
        }
        return null;
    }

    /** A line to copy; without names that a shell would take apart. */
    private static String doctor(CaptureSpec spec) {
        final boolean isPlain = spec.interfaces().stream().allMatch(each -> each.matches("[\\w.:-]+"));
        return spec.interfaces().isEmpty() || !isPlain
                ? Main.name() + " doctor"
                : Main.name() + " doctor -i " + String.join(" -i ", spec.interfaces());
    }

    private static String ofBuffer(CaptureConfig config) {
        final int mib = Math.max(config.kernelBufferBytes() / MIB, 1);
        return mib >= MAX_BUFFER_MIB
                ? "the kernel's ring was full: share the traffic with --workers 2, or keep less of it with -f or -s"
                : "the kernel's ring was full: a larger one bears longer bursts, --buffer "
                        + Math.min(4 * mib, MAX_BUFFER_MIB) + "M";
    }
}
