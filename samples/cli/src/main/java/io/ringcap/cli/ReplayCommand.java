package io.ringcap.cli;

import io.ringcap.message.MessageJson;
import io.ringcap.sink.FileFormat;
import io.ringcap.sink.PacketSelection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ringcap replay}: what a journal holds, on the screen or in a capture file. Runs on the main thread. */
@Command(
        name = "replay",
        customSynopsis = {
            "${COMMAND-FULL-NAME} JOURNAL_DIR [--from T] [--to T] [-f EXPR]",
            "          [-w FILE [--format F] | --print | --count] [--json]"
        },
        description = "Prints, counts or converts packets of a journal, also while it is written.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  # makes a journal to try it on",
            "  ${ROOT-COMMAND-NAME} record --synthetic 200 --packets 5000 --journal journal",
            "  ${ROOT-COMMAND-NAME} replay journal --count",
            "  ${ROOT-COMMAND-NAME} replay journal -f 'udp port 9' -w udp.pcapng",
            "  # a minute of it (local time), and all from a second on (Unix time)",
            "  ${ROOT-COMMAND-NAME} replay journal --from 2026-11-21T09:30:00 \\",
            "      --to 2026-11-21T09:31:00 --print",
            "  ${ROOT-COMMAND-NAME} replay journal --from 1795253400.5 --json"
        })
final class ReplayCommand implements Callable<Integer> {
    private final Console console;
    private final Interruption interruption;

    @Parameters(paramLabel = "JOURNAL_DIR", description = "the folder that 'record --journal' wrote")
    private Path journal = Path.of("");

    @Option(
            names = "--from",
            paramLabel = "T",
            converter = Conversions.PointInTime.class,
            description =
                    "packets from this time on: 2026-11-21T09:30:00Z, without Z local time, or seconds since 1970")
    private long fromNs = PacketSelection.ALL.fromNs();

    @Option(
            names = "--to",
            paramLabel = "T",
            converter = Conversions.PointInTime.class,
            description = "packets up to and including this time")
    private long toNs = PacketSelection.ALL.toNs();

    @Option(names = "-f", paramLabel = "EXPR", description = "BPF filter, such as 'tcp port 443'")
    private String filter = "";

    @Option(names = "-w", paramLabel = "FILE", description = "write them to this file, which must not exist")
    private @Nullable Path file;

    @Option(
            names = "--format",
            paramLabel = "pcapng|pcap",
            description = "its format (default: pcap if its name ends so, else pcapng)")
    private @Nullable FileFormat format;

    @Option(names = "--print", description = "print a line for each packet (default)")
    private boolean isPrinting;

    @Option(names = "--count", description = "print how many there are")
    private boolean isCounting;

    @Option(names = "--json", description = "print one line of JSON at the end, and nothing else on stdout")
    private boolean isJson;

    ReplayCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws Exception {
        check();
        final ReplayTarget target = target();
        final Replay replay = new Replay(journal, target, console);
        try (target) {
            replay.run(new PacketSelection(filter, fromNs, toNs), interruption::isRequested);
        }
        tell(replay.result());
        return replay.isDamaged() ? ExitCodes.FAILED : ExitCodes.DONE;
    }

    private void check() {
        final int sinks = (file == null ? 0 : 1) + (isPrinting ? 1 : 0) + (isCounting ? 1 : 0);
        UsageException.unless(sinks <= 1, "one of -w, --print and --count only");
        UsageException.unless(!isPrinting || !isJson, "--print and --json both want stdout; choose one");
        UsageException.unless(format == null || file != null, "--format needs -w");
        UsageException.unless(fromNs <= toNs, "--from is after --to");
    }

    private ReplayTarget target() throws IOException {
        if (file != null) {
            return new ReplayFile(file, formatOf(file), filter);
        }
        return isCounting || isJson ? new ReplayCount() : new ReplayPrint(console.out());
    }

    private FileFormat formatOf(Path path) {
        if (format != null) {
            return format;
        }
        return path.toString().toLowerCase(Locale.ROOT).endsWith("." + FileFormat.PCAP.extension())
                ? FileFormat.PCAP
                : FileFormat.PCAPNG;
    }

    private void tell(ReplayResult result) {
        if (isJson) {
            console.line(MessageJson.toJson(result));
        } else if (isCounting) {
            console.line(Long.toString(result.packets()));
        } else {
            console.out().flush();
            console.remark(Amounts.packets(result.packets()) + " (" + Amounts.bytes(result.bytes()) + ")"
                    + (result.outputFile() != null
                            ? " in " + result.outputFile()
                            : file == null ? "" : "; no file was written"));
        }
    }
}
