package io.ringcap.cli;

import io.ringcap.CaptureManager;
import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.message.Finding;
import io.ringcap.message.Finding.Level;
import io.ringcap.message.MessageJson;
import io.ringcap.message.PreflightReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringcap doctor}: whether this machine can capture, and what to do if not. Runs on the main thread. */
@Command(
        name = "doctor",
        customSynopsis = "${COMMAND-FULL-NAME} [-i IF] [--netns NAME|PATH] [-w DIR] [capture] [--json]",
        description = "Tells whether this machine can capture, how well, and what to do if not.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Exit code 0: a capture can start. 3: it cannot.",
            "",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} doctor",
            "  # of one interface, with a folder to record to, for a script",
            "  ${ROOT-COMMAND-NAME} doctor -i eth0 -w captures --json"
        })
final class DoctorCommand implements Callable<Integer> {
    private static final String ANY = "any";
    private static final String INDENT = " ".repeat(9);

    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "-i",
            paramLabel = "IF",
            description = "whether this interface can be captured on; repeatable (default: any)")
    private List<String> interfaces = new ArrayList<>();

    @Option(
            names = "--netns",
            paramLabel = "NAME|PATH",
            converter = Conversions.Netns.class,
            description = "in this network namespace")
    private @Nullable Path netns;

    @Option(names = "-w", paramLabel = "DIR", description = "whether this folder can be recorded to")
    private @Nullable Path folder;

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Option(names = "--json", description = "print the report as a line of JSON")
    private boolean isJson;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        final CaptureSpec.Builder spec = interfaces.isEmpty()
                ? CaptureSpec.onInterface(ANY)
                : CaptureSpec.onInterface(interfaces.toArray(String[]::new));
        if (netns != null) {
            spec.netns(netns);
        }
        final CaptureSpec wanted;
        final CaptureConfig config;
        try {
            wanted = spec.build();
            config = engine.config();
        } catch (CaptureException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
        final PreflightReport report;
        try (CaptureManager manager = CaptureManager.open()) {
            report = manager.preflight(wanted, config, folder);
        }
        if (isJson) {
            console.line(MessageJson.toJson(report));
        } else {
            report.findings().forEach(this::print);
            console.line(report.canCapture() ? "a capture can start" : "a capture cannot start");
        }
        return report.canCapture() ? ExitCodes.DONE : ExitCodes.PREREQUISITE;
    }

    private void print(Finding finding) {
        final String level = finding.level().text();
        console.line(level + " ".repeat(INDENT.length() - level.length()) + Console.printable(finding.area()) + ": "
                + Console.printable(finding.text()));
        if (!finding.remedy().isEmpty()) {
            console.line(INDENT
                    + (finding.level() == Level.NOTE ? "if it matters: " : "do: ")
                    + Console.printable(finding.remedy()));
        }
    }
}
