package io.ringcap.cli;

import io.ringcap.config.FileOptions;
import io.ringcap.sink.FileFormat;
import io.ringcap.sink.Sink;
import io.ringcap.sink.Sinks;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Where the packets go. Filled by picocli, read once. */
@Command(optionListHeading = "Sinks (any together; none: --print):")
final class SinkOptions {
    /** Sinks that have no option of their own. */
    enum Other {
        NULL
    }

    @Option(names = "-w", paramLabel = "DIR", description = "write capture files into this folder")
    private @Nullable Path folder;

    @Option(names = "--format", paramLabel = "pcapng|pcap", description = "its format (default: pcapng)")
    private @Nullable FileFormat format;

    @Option(names = "--journal", paramLabel = "DIR", description = "record into a journal, for 'ringcap replay'")
    private @Nullable Path journal;

    @Option(names = "--print", description = "print a line for each packet (default when there is no other sink)")
    private boolean isPrinting;

    @Option(names = "--sink", paramLabel = "null", description = "'null': count the packets and throw them away")
    private @Nullable Other other;

    /**
     * The sinks that these options ask for.
     *
     * @param isJson whether stdout belongs to messages
     * @param files how what is recorded is cut into files
     * @throws UsageException if they do not go together
     */
    List<Sink> sinks(PrintStream out, boolean isJson, FilesOptions files) {
        UsageException.unless(!isPrinting || !isJson, "--print and --json both want stdout; choose one");
        UsageException.unless(format == null || folder != null, "--format needs -w");
        UsageException.unless(
                !files.areGiven() || folder != null || (journal != null && !files.areForFilesOnly()),
                "options about files need -w; those about size, time and what is kept do with --journal too");
        final List<Sink> sinks = new ArrayList<>();
        if (folder != null) {
            final FileOptions options = files.options();
            sinks.add(format == FileFormat.PCAP ? Sinks.pcap(folder, options) : Sinks.pcapng(folder, options));
        }
        if (journal != null) {
            sinks.add(Sinks.journal(journal, files.options()));
        }
        if (isPrinting || (sinks.isEmpty() && other == null && !isJson)) {
            sinks.add(Sinks.print(out));
            isPrinting = true;
        }
        // With messages on stdout and nothing else asked for, the counters are what is wanted.
        if (other != null || sinks.isEmpty()) {
            sinks.add(Sinks.discard());
        }
        return sinks;
    }

    /** The folder that is recorded into; null when none is. */
    @Nullable
    Path folder() {
        return folder;
    }

    /** The folder of the journal; null when there is none. */
    @Nullable
    Path journal() {
        return journal;
    }

    /** Whether stdout gets a line for each packet; known after {@link #sinks}. */
    boolean isPrinting() {
        return isPrinting;
    }
}
