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
 * @param interfaces names of interfaces; {@code any} alone in mode ANY, empty for files and synthetic traffic; elsewhere those
 *     there are when it is empty
 * @param netns a network namespace's file in which the interfaces are; null for our own, or for that of the target
 * @param target whose packets are wanted
 * @param file the file to read in mode FILE
 * @param fileRepeat how many times the file is read
 * @param synthetic the traffic in mode SYNTHETIC
 * @param traffic which packets are wanted, by protocol, address and port
 * @param filter BPF expression, empty for everything; what {@code traffic} says holds too
 * @param snaplen bytes kept of each packet
 * @param promiscuous whether packets for others are wanted
 * @param rejoining whether an interface that went away is taken up again when it is back
 * @param maxDuration how long to capture; null for no end
 * @param maxPackets how many packets to capture; 0 for no end
 * @param maxBytes how many captured bytes to take; 0 for no end. The packet that passes the mark is the last one
 * @param shared whether it may run beside another capture of the same owner on the same target
 */
public record CaptureSpec(
        CaptureMode mode,
        List<String> interfaces,
        @Nullable Path netns,
        CaptureTarget target,
        @Nullable Path file,
        int fileRepeat,
        @Nullable SyntheticTraffic synthetic,
        TrafficFilter traffic,
        String filter,
        int snaplen,
        boolean promiscuous,
        Direction direction,
        boolean rejoining,
        @Nullable Duration maxDuration,
        long maxPackets,
        long maxBytes,
        boolean shared) {

    /** The longest duration that can be asked for. */
    static final Duration MAX_DURATION = Duration.ofDays(36_500);

    /** How many interfaces one capture takes. */
    public static final int MAX_INTERFACES = 64;

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
        Require.that(
                !interfaces.contains(ANY) || interfaces.size() == 1,
                "interfaces",
                interfaces,
                "must not mix 'any' with others");
        target.requireFitting(mode);
        switch (mode) {
            case INTERFACE ->
                Require.that(!interfaces.isEmpty(), "interfaces", interfaces, "must name at least one interface");
            case ANY -> Require.that(interfaces.equals(List.of(ANY)), "interfaces", interfaces, "must be 'any' alone");
            case NETNS -> Require.that(netns != null, "netns", null, "must be given in mode NETNS");
            case CONTAINER, PROCESS, PID ->
                Require.that(netns == null, "netns", netns, "must not be given: it is that of the target");
            case DOMAIN -> {
                // The target's own check has said it all.
            }
            case ADDRESS ->
                Require.that(!traffic.addresses().isBlank(), "ip filter", null, "must be given in mode ADDRESS");
            case FILE -> Require.that(file != null, "file", null, "must be given in mode FILE");
            case SYNTHETIC -> {
                Require.that(synthetic != null, "synthetic", null, "must be given in mode SYNTHETIC");
                Require.that(
                        expression(traffic, filter).isBlank(), "filter", filter, "must be empty for synthetic traffic");
            }
        }
        Require.that(
                filter.length() <= MAX_FILTER_CHARS,
                "filter length",
                filter.length(),
                "must be at most " + MAX_FILTER_CHARS);
        Require.that(filter.indexOf('\0') < 0, "filter", filter, "must not hold a zero character");
        Require.that(
                !isCombined(mode, traffic) || TrafficFilter.isWhole(filter),
                "filter",
                filter,
                "must close each parenthesis that it opens, for it is combined with what else is asked for");
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

    /** A capture on all interfaces of a network namespace, named by its file. */
    public static Builder inNamespace(Path namespaceFile) {
        return new Builder(CaptureMode.NETNS).netns(namespaceFile);
    }

    /** The same by the name that {@code ip netns} knows it by; what holds a slash is the path of its file. */
    public static Builder inNamespace(String nameOrPath) {
        return inNamespace(namespaceFile(nameOrPath));
    }

    /**
     * {@return the file of a network namespace by its name or its path, whether it is there or not}
     *
     * @param nameOrPath such as {@code blue}; what holds a slash is a path already
     */
    public static Path namespaceFile(String nameOrPath) {
        return NamespaceFiles.find(nameOrPath);
    }

    /** A capture on all interfaces of a container, by its id or the beginning of it. */
    public static Builder ofContainer(String id) {
        return new Builder(CaptureMode.CONTAINER).target(new CaptureTarget(null, 0, false, false, id, null));
    }

    /** A capture of what the processes of this name send and receive. */
    public static Builder ofProcess(String name) {
        return new Builder(CaptureMode.PROCESS).target(new CaptureTarget(name, 0, false, false, null, null));
    }

    /** A capture of what one process sends and receives. */
    public static Builder ofProcess(long pid) {
        return new Builder(CaptureMode.PID).target(new CaptureTarget(null, pid, false, false, null, null));
    }

    /** A capture of what is exchanged with a host, by its name. */
    public static Builder withDomain(String name) {
        return new Builder(CaptureMode.DOMAIN).target(new CaptureTarget(null, 0, false, false, null, name));
    }

    /** A capture of what is exchanged with addresses or networks: a list separated by commas. */
    public static Builder withAddresses(String addresses) {
        return new Builder(CaptureMode.ADDRESS).traffic(new TrafficFilter("", addresses, ""));
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

    /** {@return whether packets come from interfaces, and may be lost when nobody takes them in time} */
    public boolean isLive() {
        return mode != CaptureMode.FILE && mode != CaptureMode.SYNTHETIC;
    }

    /** Whether the filter is only a part of the expression. */
    private static boolean isCombined(CaptureMode mode, TrafficFilter traffic) {
        return mode == CaptureMode.PROCESS
                || mode == CaptureMode.PID
                || mode == CaptureMode.DOMAIN
                || !traffic.expression().isEmpty();
    }

    /** {@return all that is asked of a packet, as the one BPF expression that results; empty for everything} */
    public String expression() {
        return expression(traffic, filter);
    }

    /**
     * {@return the same with another filter in the place of {@link #filter()}}
     *
     * @param otherFilter empty for none
     */
    public String expressionWith(String otherFilter) {
        return expression(traffic, otherFilter);
    }

    private static String expression(TrafficFilter traffic, String filter) {
        return TrafficFilter.and(traffic.expression(), filter);
    }

    /**
     * What is captured, as a text that is equal for equal targets: of two captures of one owner on one target the
     * newer takes over, unless it is shared.
     *
     * @return the text; empty for files and made traffic, which any number of captures can read
     */
    public String exclusiveTarget() {
        if (!isLive()) {
            return "";
        }
        final String named = interfaces.stream().sorted().collect(Collectors.joining(","));
        final String whose = target.equals(CaptureTarget.NONE) ? "" : ":" + target;
        final String withWhom = mode == CaptureMode.ADDRESS ? ":" + traffic.addresses() : "";
        return "live:" + (netns == null ? "" : netns) + ":" + named + whose + withWhom;
    }

    /** A builder that begins with these values. */
    public Builder toBuilder() {
        final Builder builder = new Builder(mode);
        builder.interfaces.addAll(interfaces);
        builder.netns = netns;
        builder.target = target;
        builder.file = file;
        builder.fileRepeat = fileRepeat;
        builder.synthetic = synthetic;
        builder.traffic = traffic;
        builder.filter = filter;
        builder.snaplen = snaplen;
        builder.promiscuous = promiscuous;
        builder.direction = direction;
        builder.rejoining = rejoining;
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
        private CaptureTarget target = CaptureTarget.NONE;
        private @Nullable Path file;
        private int fileRepeat = 1;
        private @Nullable SyntheticTraffic synthetic;
        private TrafficFilter traffic = TrafficFilter.NONE;
        private String filter = "";
        private int snaplen = BlockLayout.MAX_SNAPLEN;
        private boolean promiscuous = true;
        private Direction direction = Direction.INOUT;
        private boolean rejoining;
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

        /** Only these interfaces, of those the target has. */
        public Builder interfaces(List<String> names) {
            interfaces.clear();
            interfaces.addAll(names);
            return this;
        }

        /** Whose packets are wanted. */
        public Builder target(CaptureTarget wanted) {
            this.target = wanted;
            return this;
        }

        /** Which packets are wanted, by protocol, address and port. */
        public Builder traffic(TrafficFilter wanted) {
            this.traffic = wanted;
            return this;
        }

        /** Takes an interface up again that went away and is back. */
        public Builder rejoining(boolean wanted) {
            this.rejoining = wanted;
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

        /** Whether packets for others are wanted. */
        public Builder promiscuous(boolean wanted) {
            this.promiscuous = wanted;
            return this;
        }

        /** Which packets of an interface are wanted. */
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

        /** {@return what was collected, checked} */
        public CaptureSpec build() {
            return new CaptureSpec(
                    mode,
                    interfaces,
                    netns,
                    target,
                    file,
                    fileRepeat,
                    synthetic,
                    traffic,
                    filter,
                    snaplen,
                    promiscuous,
                    direction,
                    rejoining,
                    maxDuration,
                    maxPackets,
                    maxBytes,
                    shared);
        }
    }
}
