package io.ringcap.cli;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureMessage;
import io.ringcap.sink.CaptureRecovery;
import io.ringcap.sink.Sink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringcap record}: one session from a source into sinks. Runs on the main thread. */
@Command(
        name = "record",
        customSynopsis = {
            "${COMMAND-FULL-NAME} SOURCE [filter and limits] [capture]",
            "          [SINKS [files]] [--json]"
        },
        description = "Captures from interfaces, a file or a generator into files, a journal, or onto the screen.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  # a line for each of the next hundred packets",
            "  ${ROOT-COMMAND-NAME} record -i any --packets 100",
            "  # HTTPS of one interface into files, for half a minute",
            "  ${ROOT-COMMAND-NAME} record -i eth0 -f 'tcp port 443' -w captures --duration 30s",
            "  # a ring of ten files, to be looked at when something has happened",
            "  ${ROOT-COMMAND-NAME} record -i eth0 -w captures --rotate-size 100M --keep-files 10",
            "  # a file for each full minute, compressed, for a week",
            "  ${ROOT-COMMAND-NAME} record -i eth0 -w captures --rotate-every 60s --aligned \\",
            "      --compress gz --keep-age 7d",
            "  # of a service, of a container, of another namespace, with a host",
            "  ${ROOT-COMMAND-NAME} record --process nginx --children --print",
            "  ${ROOT-COMMAND-NAME} record --container 3f2a -w captures",
            "  ${ROOT-COMMAND-NAME} record --netns blue -i veth0 -w captures",
            "  ${ROOT-COMMAND-NAME} record --domain example.org --port 443 -w captures",
            "  # without an interface or privileges: made traffic into files and a journal",
            "  ${ROOT-COMMAND-NAME} record --synthetic 200 --packets 5000 -w captures --journal journal",
            "  # another file again: only some of its packets, in another format",
            "  ${ROOT-COMMAND-NAME} record --read in.pcap -f udp -w filtered --format pcapng",
            "  # messages for a script instead of lines for people",
            "  ${ROOT-COMMAND-NAME} record --read in.pcap --json"
        })
final class RecordCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Console console;
    private final Interruption interruption;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Mixin
    private SinkOptions output = new SinkOptions();

    @Mixin
    private FilesOptions files = new FilesOptions();

    @Option(names = "--json", description = "print each message of the session as a line of JSON on stdout")
    private boolean isJson;

    RecordCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws InterruptedException {
        final CaptureSpec spec;
        final CaptureConfig config;
        final List<Sink> sinks;
        try {
            spec = source.spec();
            config = engine.config();
            sinks = output.sinks(console.out(), isJson, files);
        } catch (CaptureException e) {
            // The library's own checks of single values come before there is a session: they are usage too.
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
        recoverFormer();
        final MadeFolder madeForFiles = new MadeFolder(output.folder());
        final MadeFolder madeForJournal = new MadeFolder(output.journal());
        final int code = record(spec, config, sinks);
        if (code != ExitCodes.DONE) {
            // Either may lie in the other.
            madeForFiles.removeIfEmpty();
            madeForJournal.removeIfEmpty();
            madeForFiles.removeIfEmpty();
        }
        return code;
    }

    /** Closed files are compressed and old ones removed, unless somebody wants the program to end. */
    private void awaitFiles(CaptureManager manager) throws InterruptedException {
        boolean isDone = interruption.isRequested();
        while (!isDone) {
            isDone = manager.awaitFiles(LOOK) || interruption.isRequested();
        }
    }

    /** What a killed capture left in the folder is published before a new one begins. */
    private void recoverFormer() {
        final Path folder = output.folder();
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try {
            final CaptureRecovery.Report report = CaptureRecovery.recover(folder);
            report.files().forEach(file -> console.remark("recovered " + SessionRun.line(file)));
            report.problems().forEach(console::remark);
        } catch (IOException e) {
            // The sink says what is wrong with the folder.
            console.remark("cannot look for leftovers of an earlier capture: " + Failures.text(e));
        }
    }

    private int record(CaptureSpec spec, CaptureConfig config, List<Sink> sinks) throws InterruptedException {
        final SessionReport report = new SessionReport(console, isJson);
        // What reads a pipe, such as grep, most often shows it on the same screen.
        final boolean isScreenTaken = output.isPrinting()
                && (console.terminal().isOutTerminal() || console.terminal().isOutPipe());
        final SessionRun run = new SessionRun(console, interruption, !isScreenTaken, output.folder());
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession.Builder builder =
                    manager.capture(spec).config(config).listener(report);
            sinks.forEach(builder::sink);
            // Not start(): a signal must be able to end a session that is still starting.
            final CaptureSession session = builder.submit();
            final CaptureMessage last = run.awaitEnd(session);
            report.awaitLast();
            awaitFiles(manager);
            if (!isJson) {
                console.out().flush();
                run.summarize(last, session.status().files(), spec, config);
            }
            final int code = run.conclude(last);
            return code == ExitCodes.DONE && report.isCompressionFailed() ? ExitCodes.FAILED : code;
        }
    }
}
