package io.ringcap.cli;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.Direction;
import io.ringcap.config.TrafficFilter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Which packets of a source are wanted, and when to end. Filled by picocli, read once. */
@Command(optionListHeading = "Filter and limits:")
final class FilterOptions {
    @Option(
            names = "-f",
            paramLabel = "EXPR",
            description = "only packets that this filter takes, in libpcap's syntax, such as 'tcp port 443'")
    private String filter = "";

    @Option(names = "--protocol", paramLabel = "LIST", description = "only these protocols: tcp,udp,icmp6,89")
    private String protocols = "";

    @Option(
            names = "--ip",
            paramLabel = "LIST",
            description = "only from or to these addresses or networks: 10.0.0.0/8,2001:db8::1")
    private String addresses = "";

    @Option(names = "--port", paramLabel = "LIST", description = "only from or to these ports: 443,8000-8080")
    private String ports = "";

    @Option(names = "-s", paramLabel = "SNAPLEN", description = "bytes kept of each packet (default: all of it)")
    private @Nullable Integer snaplen;

    @Option(
            names = "--no-promisc",
            description = "only packets for this host (default: all that the interface hears, promiscuous mode)")
    private boolean isNotPromiscuous;

    @Option(
            names = "--direction",
            paramLabel = "in|out|inout",
            description = "packets that come in, go out, or both (default: inout)")
    private @Nullable Direction direction;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = Conversions.Time.class,
            description = "end after this time, with traffic or without: 500ms, 30s, 5m, 2h (default: never)")
    private @Nullable Duration duration;

    @Option(names = "--packets", paramLabel = "N", description = "end after exactly N packets")
    private @Nullable Long packets;

    @Option(
            names = "--bytes",
            paramLabel = "SIZE",
            converter = Conversions.Size.class,
            description = "end with the packet that brings the captured bytes to this size: 1000, 64K, 32M, 1G")
    private @Nullable Long bytes;

    /**
     * Puts them into a specification.
     *
     * @throws UsageException if one is out of its range
     */
    void into(CaptureSpec.Builder builder) {
        builder.filter(filter)
                .traffic(new TrafficFilter(protocols, addresses, ports))
                .promiscuous(!isNotPromiscuous);
        if (snaplen != null) {
            builder.snaplen(snaplen);
        }
        if (direction != null) {
            builder.direction(direction);
        }
        if (duration != null) {
            UsageException.unless(!duration.isZero(), "--duration must be more than 0");
            builder.maxDuration(duration);
        }
        if (packets != null) {
            UsageException.unless(packets > 0, "--packets must be at least 1, not " + packets);
            builder.maxPackets(packets);
        }
        if (bytes != null) {
            UsageException.unless(bytes > 0, "--bytes must be at least 1, not " + bytes);
            builder.maxBytes(bytes);
        }
    }

    /** Without another source the addresses are one: wherever they are met. Null when there are none. */
    CaptureSpec.@Nullable Builder addressesAsSource() {
        return addresses.isBlank() ? null : CaptureSpec.withAddresses(addresses);
    }

    /**
     * Refuses what only an interface has.
     *
     * @throws UsageException if such an option was given
     */
    void refuseWhatNeedsAnInterface() {
        UsageException.unless(!isNotPromiscuous, "--no-promisc needs an interface: only those have such a mode");
        UsageException.unless(direction == null, "--direction needs an interface: only there packets come and go");
    }
}
