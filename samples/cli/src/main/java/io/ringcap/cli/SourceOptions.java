package io.ringcap.cli;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What to capture. Filled by picocli, read once. */
@Command(optionListHeading = "Source (one of them is needed):")
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

    @Option(names = "--repeat", paramLabel = "N", description = "read the file N times (default: once)")
    private @Nullable Integer repeat;

    @Option(
            names = "--synthetic",
            paramLabel = "BYTES[@PPS]",
            converter = Conversions.Synthetic.class,
            description = "make UDP packets of this size, flat out or so many a second: 64, 1514@20000")
    private @Nullable SyntheticTraffic synthetic;

    @Mixin
    private FilterOptions filter = new FilterOptions();

    /**
     * The specification that these options make.
     *
     * @throws UsageException if they do not go together
     */
    CaptureSpec spec() {
        final CaptureSpec.Builder builder = source();
        filter.into(builder);
        return builder.build();
    }

    private CaptureSpec.Builder source() {
        final CaptureSpec.Builder live = target.source(interfaces);
        final int sources = (live != null ? 1 : 0) + (file != null ? 1 : 0) + (synthetic != null ? 1 : 0);
        UsageException.unless(sources <= 1, "one source only: " + SOURCES);
        UsageException.unless(repeat == null || file != null, "--repeat needs --read");
        if (file == null && synthetic == null) {
            final CaptureSpec.Builder found = live == null ? filter.addressesAsSource() : live;
            UsageException.unless(found != null, "a source is needed: " + SOURCES);
            return found.rejoining(isRejoining);
        }
        filter.refuseWhatNeedsAnInterface();
        UsageException.unless(!isRejoining, "--rejoin needs an interface: only those go away and come back");
        if (file != null) {
            final CaptureSpec.Builder builder = CaptureSpec.fromFile(file);
            return repeat == null ? builder : builder.fileRepeat(repeat);
        }
        return CaptureSpec.ofSynthetic(Objects.requireNonNull(synthetic));
    }
}
