package io.ringcap.cli;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.Direction;
import io.ringcap.config.SyntheticTraffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What to capture, which packets of it, and when to end. Filled by picocli, read once. */
final class SourceOptions {
    private static final String SOURCES =
            "-i IF, --netns NAME, --pid N, --process NAME, --container ID, --domain HOST, --ip LIST,"
                    + " --read FILE or --synthetic BYTES[@PPS]";

    @Option(
            names = "-i",
            paramLabel = "IF",
            description = "capture on this interface; repeatable; 'any' for all at once")
    private List<String> interfaces = new ArrayList<>();

    @Option(names = "--rejoin", description = "take an interface up again that went away and is back")
    private boolean isRejoining;

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Option(names = "--read", paramLabel = "FILE", description = "read a pcap or pcapng file")
    private @Nullable Path file;

    @Option(names = "--repeat", paramLabel = "N", description = "read the file N times")
    private @Nullable Integer repeat;

    @Option(
            names = "--synthetic",
            paramLabel = "BYTES[@PPS]",
            converter = Conversions.Synthetic.class,
            description = "make UDP packets of this size, flat out or at a rate")
    private @Nullable SyntheticTraffic synthetic;

    @Option(names = "-f", paramLabel = "EXPR", description = "BPF filter, such as 'tcp port 443'")
    private String filter = "";

    @Option(names = "-s", paramLabel = "SNAPLEN", description = "bytes kept of each packet (default: all)")
    private @Nullable Integer snaplen;

    @Option(names = "--no-promisc", description = "only packets for this host")
    private boolean isNotPromiscuous;

    @Option(
            names = "--direction",
            paramLabel = "in|out|inout",
            description = "packets that come in, go out, or both (default)")
    private @Nullable Direction direction;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = Conversions.Time.class,
            description = "end after this time, with traffic or without: 500ms, 30s, 5m, 2h")
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
     * The specification that these options make.
     *
     * @throws UsageException if they do not go together
     */
    CaptureSpec spec() {
        final CaptureSpec.Builder builder = source();
        builder.filter(filter).traffic(target.traffic()).promiscuous(!isNotPromiscuous);
        if (snaplen != null) {
            builder.snaplen(snaplen);
        }
        if (direction != null) {
            builder.direction(direction);
        }
        if (duration != null) {
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
        return builder.build();
    }

    private CaptureSpec.Builder source() {
        final CaptureSpec.Builder live = target.source(interfaces);
        final int sources = (live != null ? 1 : 0) + (file != null ? 1 : 0) + (synthetic != null ? 1 : 0);
        UsageException.unless(sources <= 1, "one source only: " + SOURCES);
        UsageException.unless(repeat == null || file != null, "--repeat needs --read");
        if (file == null && synthetic == null) {
            final CaptureSpec.Builder found = live == null ? target.addressesAsSource() : live;
            UsageException.unless(found != null, "a source is needed: " + SOURCES);
            return found.rejoining(isRejoining);
        }
        UsageException.unless(!isNotPromiscuous, "--no-promisc needs an interface: only those have such a mode");
        UsageException.unless(direction == null, "--direction needs an interface: only there packets come and go");
        UsageException.unless(!isRejoining, "--rejoin needs an interface: only those go away and come back");
        if (file != null) {
            final CaptureSpec.Builder builder = CaptureSpec.fromFile(file);
            return repeat == null ? builder : builder.fileRepeat(repeat);
        }
        return CaptureSpec.ofSynthetic(Objects.requireNonNull(synthetic));
    }
}
