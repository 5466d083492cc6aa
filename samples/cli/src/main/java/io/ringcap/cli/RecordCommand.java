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
        description = "Captures from interfaces, a file or a generator into files, a journal, or onto the screen.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ringcap record -i eth0 -f 'tcp port 443' -w /tmp/capture --duration 30s",
            "  ringcap record -i any --packets 100 --print",
            "  ringcap record --container 3f2a -w /tmp/capture",
            "  ringcap record --process nginx --children --port 443 --print",
            "  ringcap record --read in.pcap -w out --format pcap --json"
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
    private FilesOptions files = new FilesOptions();

    @Mixin
    private SinkOptions output = new SinkOptions();

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
        } catch (UsageException | CaptureException e) {
            // The library's own checks of single values come before there is a session: they are usage too.
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
        recoverFormer();
        return record(spec, config, sinks);
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
            console.remark("cannot look for leftovers in " + folder + ": " + e.getMessage());
        }
    }

    private int record(CaptureSpec spec, CaptureConfig config, List<Sink> sinks) throws InterruptedException {
        final SessionReport report = new SessionReport(console, isJson);
        final boolean isScreenTaken = output.isPrinting() && console.terminal().isOutTerminal();
        final SessionRun run = new SessionRun(console, interruption, !isScreenTaken);
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
                run.summarize(last, session.status().files());
            }
            final int code = run.conclude(last);
            return code == ExitCodes.DONE && report.isCompressionFailed() ? ExitCodes.FAILED : code;
        }
    }
}
