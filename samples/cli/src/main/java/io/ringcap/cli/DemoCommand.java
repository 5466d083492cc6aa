package io.ringcap.cli;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureMessage;
import io.ringcap.sink.Sink;
import io.ringcap.sink.Sinks;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ringcap demo}: makes traffic, records it, and shows that all of it is there. Runs on the main thread. */
@Command(
        name = "demo",
        customSynopsis = "${COMMAND-FULL-NAME} [--dir DIR]",
        description = {
            "Sends packets through a private pair of interfaces, records them, and compares every count; in about ten seconds.",
            "Without the right to make interfaces it reads a generated file instead."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} demo",
            "  # keeps the files",
            "  ${ROOT-COMMAND-NAME} demo --dir demo"
        })
final class DemoCommand implements Callable<Integer> {
    private static final long PACKETS = 100_000;
    private static final long PACKETS_PER_SECOND = 20_000;
    private static final int GENERATED_FRAME_BYTES = 200;

    private final Console console;
    private final Interruption interruption;
    private final PrintStream out;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "keep the files here (default: a new folder for temporary files)")
    private @Nullable Path wanted;

    DemoCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
        this.out = console.out();
    }

    @Override
    public Integer call() throws Exception {
        final Path folder = folder();
        try (CaptureManager manager = CaptureManager.open()) {
            final DemoTraffic traffic = traffic(manager, folder);
            if (traffic == null) {
                return ExitCodes.FAILED;
            }
            try (traffic) {
                return show(manager, traffic, folder);
            }
        }
    }

    private Path folder() throws IOException {
        if (wanted == null) {
            return Files.createTempDirectory("ringcap-demo-");
        }
        // A folder of an earlier run would add its packets to this one's.
        return Files.createTempDirectory(Files.createDirectories(wanted.toAbsolutePath()), "run-");
    }

    private @Nullable DemoTraffic traffic(CaptureManager manager, Path folder) throws Exception {
        try {
            final DemoTraffic live = LiveTraffic.open(interruption, PACKETS, PACKETS_PER_SECOND);
            say("Making traffic: " + Amounts.packets(PACKETS) + " of mixed sizes, "
                    + Amounts.count(PACKETS_PER_SECOND)
                    + " a second, on a veth pair in two network namespaces of its own.");
            return live;
        } catch (IOException e) {
            say("No traffic on interfaces: " + Failures.text(e).strip().replaceAll("\\s*\\R\\s*", " "));
            say("That needs root, iproute2, ethtool and ringcap-send. Reading a generated file instead.");
        }
        final CaptureSpec spec = CaptureSpec.ofSynthetic(new SyntheticTraffic(GENERATED_FRAME_BYTES, 0))
                .maxPackets(PACKETS)
                .build();
        final CaptureMessage last = run(manager, spec, List.of(Sinks.pcap(folder.resolve("generated"))), folder, null);
        if (!(last instanceof CaptureFinished made) || made.exitCode() != 0) {
            new SessionRun(console, interruption, false, null).conclude(last);
            return null;
        }
        final CaptureFileInfo file = made.resultFiles().get(0);
        say("Generated " + SessionRun.line(file));
        return new GeneratedTraffic(Path.of(file.filePath()), made.finalStats().packets());
    }

    private int show(CaptureManager manager, DemoTraffic traffic, Path folder) throws Exception {
        final Path journal = folder.resolve("journal");
        say("Recording into " + folder);
        final List<Sink> sinks = List.of(Sinks.pcapng(folder), Sinks.journal(journal));
        final CaptureMessage last = run(manager, traffic.spec(), sinks, folder, traffic);
        final SessionRun conclusion = new SessionRun(console, interruption, false, null);
        final int exitCode = conclusion.conclude(last);
        if (exitCode != ExitCodes.DONE || !(last instanceof CaptureFinished finished)) {
            return exitCode == ExitCodes.DONE ? ExitCodes.FAILED : exitCode;
        }
        say("");
        say("What it wrote:");
        finished.resultFiles().forEach(file -> say("  " + SessionRun.line(file)));

        final DemoCheck check = new DemoCheck(console, interruption);
        final long sent = traffic.sent();
        final long inFile = check.packetsInFile(manager, file(finished, journal));
        final long inJournal = check.packetsInJournal(journal);
        final long recorded = finished.finalStats().packets();
        say("");
        say(Amounts.count(sent) + " sent, " + Amounts.count(recorded) + " recorded, "
                + Losses.text(finished.finalStats()) + "; " + Amounts.count(inFile) + " in the file, "
                + Amounts.count(inJournal) + " in the journal");
        say("");
        say("The journal again, its first packets:");
        check.printFirst(journal, out);
        say("... " + Amounts.packets(inJournal) + " in all. More: " + Main.name() + " replay " + journal + " --help");
        if (sent == PACKETS && recorded == sent && inFile == sent && inJournal == sent) {
            return ExitCodes.DONE;
        }
        console.error(interruption.isRequested() ? "the demo was interrupted" : "the counts differ: see above");
        return ExitCodes.FAILED;
    }

    private CaptureMessage run(
            CaptureManager manager, CaptureSpec spec, List<Sink> sinks, Path folder, @Nullable DemoTraffic traffic)
            throws InterruptedException, IOException {
        final CaptureSession.Builder builder = manager.capture(spec);
        sinks.forEach(builder::sink);
        final CaptureSession session = builder.start();
        try {
            if (traffic != null) {
                // What was sent before the end of the session is drained from the kernel by the stop.
                traffic.begin(session::stop);
            }
            return new SessionRun(console, interruption, traffic != null, folder).awaitEnd(session);
        } finally {
            session.stop();
        }
    }

    private static Path file(CaptureFinished finished, Path journal) {
        return finished.resultFiles().stream()
                .map(file -> Path.of(file.filePath()))
                .filter(path -> !path.equals(journal.toAbsolutePath()))
                .findFirst()
                .orElseThrow();
    }

    private void say(String line) {
        console.line(line);
    }
}
