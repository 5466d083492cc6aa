package io.ringcap.cli;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.CaptureTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose packets to capture, where that is not simply an interface's or a file's. Filled by picocli, read once. */
final class TargetOptions {
    /** What becomes of packets of which nobody knows whose they are. */
    enum Unattributed {
        KEEP,
        DROP
    }

    @Option(
            names = "--netns",
            paramLabel = "NAME|PATH",
            converter = Conversions.Netns.class,
            description = "in this network namespace: the interfaces named by -i, or all that are up")
    private @Nullable Path netns;

    @Option(names = "--pid", paramLabel = "N", description = "what this process sends and receives")
    private @Nullable Long pid;

    @Option(names = "--process", paramLabel = "NAME", description = "what all processes of this name send and receive")
    private @Nullable String process;

    @Option(names = "--children", description = "with --pid or --process: also what they have started")
    private boolean isWithChildren;

    @Option(
            names = "--unattributed",
            paramLabel = "keep|drop",
            description = "with --pid or --process: packets that are nobody's as far as is known (default: drop)")
    private @Nullable Unattributed unattributed;

    @Option(
            names = "--container",
            paramLabel = "ID",
            description = "all interfaces of a container, by its id or the beginning of it")
    private @Nullable String container;

    @Option(
            names = "--domain",
            paramLabel = "HOST",
            description = "what is exchanged with this host; its addresses are looked up again and again")
    private @Nullable String domain;

    /** A source, and the option that asks for it. */
    private record Choice(String option, CaptureSpec.Builder builder) {}

    /**
     * The source that is asked for by these options, or by interfaces; null when it is by neither.
     *
     * @throws UsageException if they do not go together
     */
    CaptureSpec.@Nullable Builder source(List<String> interfaces) {
        final List<Choice> choices = choices();
        UsageException.unless(choices.size() <= 1, "one source only, not " + optionsOf(choices));
        final boolean isOfProcess = pid != null || process != null;
        UsageException.unless(isOfProcess || !isWithChildren, "--children needs --pid or --process: whose?");
        UsageException.unless(isOfProcess || unattributed == null, "--unattributed needs --pid or --process");
        final boolean hasOwnNamespace = isOfProcess || container != null;
        UsageException.unless(
                netns == null || !hasOwnNamespace,
                "--netns does not go with " + optionsOf(choices) + ", which is in a namespace of its own");
        final CaptureSpec.Builder builder =
                choices.isEmpty() ? plain(interfaces) : choices.get(0).builder();
        if (builder == null) {
            return null;
        }
        if (isOfProcess) {
            builder.target(new CaptureTarget(
                    process, pid == null ? 0 : pid, isWithChildren, unattributed == Unattributed.KEEP, null, null));
        }
        if (netns != null) {
            builder.netns(netns);
        }
        return builder.interfaces(interfaces);
    }

    private List<Choice> choices() {
        final List<Choice> choices = new ArrayList<>();
        if (pid != null) {
            UsageException.unless(pid > 0, "--pid must be at least 1, not " + pid);
            choices.add(new Choice("--pid", CaptureSpec.ofProcess(pid)));
        }
        if (process != null) {
            choices.add(new Choice("--process", CaptureSpec.ofProcess(process)));
        }
        if (container != null) {
            choices.add(new Choice("--container", CaptureSpec.ofContainer(container)));
        }
        if (domain != null) {
            choices.add(new Choice("--domain", CaptureSpec.withDomain(domain)));
        }
        return choices;
    }

    private CaptureSpec.@Nullable Builder plain(List<String> interfaces) {
        if (!interfaces.isEmpty()) {
            return CaptureSpec.onInterface(interfaces.toArray(String[]::new));
        }
        if (netns != null) {
            return CaptureSpec.inNamespace(netns);
        }
        return null;
    }

    private static String optionsOf(List<Choice> choices) {
        return String.join(" and ", choices.stream().map(Choice::option).toList());
    }
}
