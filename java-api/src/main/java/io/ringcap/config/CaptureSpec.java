package io.ringcap.config;

import io.ringcap.packet.BlockLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What to capture, and when to end by itself. Immutable; made by a builder, which refuses what makes no sense with
 * {@code START_INVALID_PARAMS} and the name of the field.
 *
 * @param interfaces names of interfaces; {@code any} alone in mode ANY, empty for files and synthetic traffic
 * @param netns a network namespace's file in which the interfaces are; null for our own
 * @param file the file to read in mode FILE
 * @param fileRepeat how many times the file is read
 * @param synthetic the traffic in mode SYNTHETIC
 * @param filter BPF expression, empty for everything
 * @param snaplen bytes kept of each packet
 * @param promiscuous whether packets for others are wanted
 * @param maxDuration how long to capture; null for no end
 * @param maxPackets how many packets to capture; 0 for no end
 * @param maxBytes how many captured bytes to take; 0 for no end. The packet that passes the mark is the last one
 * @param shared whether it may run beside another capture of the same owner on the same target
 */
public record CaptureSpec(
        CaptureMode mode,
        List<String> interfaces,
        @Nullable Path netns,
        @Nullable Path file,
        int fileRepeat,
        @Nullable SyntheticTraffic synthetic,
        String filter,
        int snaplen,
        boolean promiscuous,
        Direction direction,
        @Nullable Duration maxDuration,
        long maxPackets,
        long maxBytes,
        boolean shared) {

    /** The longest duration that can be asked for. */
    static final Duration MAX_DURATION = Duration.ofDays(36_500);

    private static final int MAX_INTERFACES = 64;
    private static final int MAX_FILTER_CHARS = 65_536;
    private static final String ANY = "any";

    public CaptureSpec {
        interfaces = List.copyOf(interfaces);
        Require.that(
                interfaces.size() <= MAX_INTERFACES,
                "interfaces",
                interfaces.size(),
                "must be at most " + MAX_INTERFACES);
        for (String name : interfaces) {
            Require.that(!name.isBlank() && name.indexOf('\0') < 0, "interface", name, "must be a name");
        }
        Require.that(new HashSet<>(interfaces).size() == interfaces.size(), "interfaces", interfaces, "must differ");
        switch (mode) {
            case INTERFACE -> {
                Require.that(!interfaces.isEmpty(), "interfaces", interfaces, "must name at least one interface");
                Require.that(!interfaces.contains(ANY), "interfaces", interfaces, "must not mix 'any' with others");
            }
            case ANY -> Require.that(interfaces.equals(List.of(ANY)), "interfaces", interfaces, "must be 'any' alone");
            case FILE -> Require.that(file != null, "file", null, "must be given in mode FILE");
            case SYNTHETIC -> {
                Require.that(synthetic != null, "synthetic", null, "must be given in mode SYNTHETIC");
                Require.that(filter.isBlank(), "filter", filter, "must be empty for synthetic traffic");
            }
        }
        Require.that(filter.length() <= MAX_FILTER_CHARS, "filter length", filter.length(), "is too long");
        Require.that(filter.indexOf('\0') < 0, "filter", filter, "must not hold a zero character");
        Require.between("file repeat", fileRepeat, 1, Integer.MAX_VALUE);
        Require.between("snaplen", snaplen, 1, BlockLayout.MAX_SNAPLEN);
        Require.between("max packets", maxPackets, 0, Long.MAX_VALUE);
        Require.between("max bytes", maxBytes, 0, Long.MAX_VALUE);
        Require.that(
                maxDuration == null
                        || (!maxDuration.isNegative()
                                && !maxDuration.isZero()
                                && maxDuration.compareTo(MAX_DURATION) <= 0),
                "max duration",
                maxDuration,
                "must be positive and at most " + MAX_DURATION);
    }

    /** A capture on one or several interfaces; {@code any} for all at once. */
    public static Builder onInterface(String... names) {
        final Builder builder =
                new Builder(List.of(names).equals(List.of(ANY)) ? CaptureMode.ANY : CaptureMode.INTERFACE);
        builder.interfaces.addAll(List.of(names));
        return builder;
    }

    /** A capture of what a pcap or pcapng file holds. */
    public static Builder fromFile(Path file) {
        final Builder builder = new Builder(CaptureMode.FILE);
        builder.file = file.toAbsolutePath();
        return builder;
    }

    /** A capture of traffic that Ringcap makes itself. */
    public static Builder ofSynthetic(SyntheticTraffic traffic) {
        final Builder builder = new Builder(CaptureMode.SYNTHETIC);
        builder.synthetic = traffic;
        return builder;
    }

    /** Whether packets come from interfaces, and may be lost when nobody takes them in time. */
    public boolean isLive() {
        return mode == CaptureMode.INTERFACE || mode == CaptureMode.ANY;
    }

    /**
     * What is captured, as a text that is equal for equal targets: of two captures of one owner on one target the newer takes
     * over, unless it is shared. Empty for files and made traffic, which any number of captures can read.
     */
    public String target() {
        if (!isLive()) {
            return "";
        }
        return interfaces.stream()
                .sorted()
                .collect(Collectors.joining(",", "live:" + (netns == null ? "" : netns) + ":", ""));
    }

    /** A builder that begins with these values. */
    public Builder toBuilder() {
        final Builder builder = new Builder(mode);
        builder.interfaces.addAll(interfaces);
        builder.netns = netns;
        builder.file = file;
        builder.fileRepeat = fileRepeat;
        builder.synthetic = synthetic;
        builder.filter = filter;
        builder.snaplen = snaplen;
        builder.promiscuous = promiscuous;
        builder.direction = direction;
        builder.maxDuration = maxDuration;
        builder.maxPackets = maxPackets;
        builder.maxBytes = maxBytes;
        builder.shared = shared;
        return builder;
    }

    /** Collects what is wanted; confined to one thread. */
    public static final class Builder {
        private final CaptureMode mode;
        private final List<String> interfaces = new ArrayList<>();
        private @Nullable Path netns;
        private @Nullable Path file;
        private int fileRepeat = 1;
        private @Nullable SyntheticTraffic synthetic;
        private String filter = "";
        private int snaplen = BlockLayout.MAX_SNAPLEN;
        private boolean promiscuous = true;
        private Direction direction = Direction.INOUT;
        private @Nullable Duration maxDuration;
        private long maxPackets;
        private long maxBytes;
        private boolean shared;

        private Builder(CaptureMode mode) {
            this.mode = mode;
        }

        /** The file of the network namespace the interfaces are in, such as {@code /run/netns/blue}. */
        public Builder netns(Path namespaceFile) {
            this.netns = namespaceFile.toAbsolutePath();
            return this;
        }

        /** How many times the file is read, one pass after the other. */
        public Builder fileRepeat(int passes) {
            this.fileRepeat = passes;
            return this;
        }

        /** A BPF expression such as {@code tcp port 443}. */
        public Builder filter(String expression) {
            this.filter = expression;
            return this;
        }

        /** How many bytes are kept of each packet. */
        public Builder snaplen(int bytes) {
            this.snaplen = bytes;
            return this;
        }

        public Builder promiscuous(boolean wanted) {
            this.promiscuous = wanted;
            return this;
        }

        public Builder direction(Direction wanted) {
            this.direction = wanted;
            return this;
        }

        /** Ends the capture after this time, with or without traffic; null for no end. */
        public Builder maxDuration(@Nullable Duration duration) {
            this.maxDuration = duration;
            return this;
        }

        /** Ends the capture after exactly this many packets. */
        public Builder maxPackets(long packets) {
            this.maxPackets = packets;
            return this;
        }

        /** Ends the capture with the packet that brings the captured bytes to this number. */
        public Builder maxBytes(long bytes) {
            this.maxBytes = bytes;
            return this;
        }

        /** Whether it may run beside another capture of the same owner on the same target, which otherwise ends for it. */
        public Builder shared(boolean wanted) {
            this.shared = wanted;
            return this;
        }

        public CaptureSpec build() {
            return new CaptureSpec(
                    mode,
                    interfaces,
                    netns,
                    file,
                    fileRepeat,
                    synthetic,
                    filter,
                    snaplen,
                    promiscuous,
                    direction,
                    maxDuration,
                    maxPackets,
                    maxBytes,
                    shared);
        }
    }
}
