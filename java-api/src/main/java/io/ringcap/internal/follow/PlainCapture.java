package io.ringcap.internal.follow;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureDevice;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.TrafficFilter;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.internal.pcap.Sources;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A specification said in the terms that sources know: interfaces, a namespace and one expression. Immutable. */
record PlainCapture(CaptureSpec spec, CaptureConfig config, LongSupplier patienceNs) {
    private static final String ANY = "any";

    /** How often the interfaces are listed anew of which one went away before it was opened. */
    private static final int MOST_TRIES = 3;

    /**
     * Opens it, on the thread that will work it.
     *
     * @param followed what matches the target at this moment; empty for everything
     */
    BlockSource open(@Nullable Path netns, String followed) {
        if (!spec.isLive()) {
            return Sources.open(
                    spec.toBuilder()
                            .traffic(TrafficFilter.NONE)
                            .filter(spec.expression())
                            .build(),
                    config);
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return Sources.open(on(interfaces(netns), netns, followed), config, patienceNs);
            } catch (CaptureException e) {
                if (e.code() == ErrorCode.START_INVALID_PARAMS) {
                    Sources.requireFilter(spec.expression(), spec.snaplen());
                }
                // Nobody has named the one that is gone.
                final boolean mayChange =
                        spec.interfaces().isEmpty() && e.code() == ErrorCode.START_INTERFACE_NOT_FOUND;
                if (attempt >= MOST_TRIES || !mayChange) {
                    throw e;
                }
            }
        }
    }

    private CaptureSpec on(List<String> interfaces, @Nullable Path netns, String followed) {
        final CaptureSpec.Builder plain = CaptureSpec.onInterface(interfaces.toArray(String[]::new))
                .filter(TrafficFilter.and(followed, spec.expression()))
                .snaplen(spec.snaplen())
                .promiscuous(spec.promiscuous())
                .direction(spec.direction())
                .rejoining(spec.rejoining());
        return (netns == null ? plain : plain.netns(netns)).build();
    }

    private List<String> interfaces(@Nullable Path netns) {
        if (!spec.interfaces().isEmpty()) {
            return spec.interfaces();
        }
        return switch (spec.mode()) {
            case NETNS, CONTAINER -> allOf(netns);
            // Whatever way packets take to a process or a host, and whatever ways come later.
            default -> List.of(ANY);
        };
    }

    private static List<String> allOf(@Nullable Path netns) {
        final List<String> up = Sources.devices(netns).stream()
                .filter(device -> device.isUp() && !device.name().equals(ANY))
                .map(CaptureDevice::name)
                .toList();
        final String place = netns == null ? "this network namespace" : "network namespace " + netns;
        if (up.isEmpty()) {
            throw new CaptureException(
                    ErrorCode.START_INTERFACE_NOT_FOUND,
                    "no interface is up in " + place + "; bring one up first, or name one");
        }
        if (up.size() > CaptureSpec.MAX_INTERFACES) {
            throw new CaptureException(
                    ErrorCode.START_INVALID_PARAMS,
                    up.size() + " interfaces are up in " + place + ", and one capture takes at most "
                            + CaptureSpec.MAX_INTERFACES + "; name those that are wanted, or 'any'");
        }
        return up;
    }
}
