package io.ringcap.cli;

import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.MessageJson;
import io.ringcap.sink.CaptureRecovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ringcap recover}: publishes what killed captures left in a folder. Runs on the main thread. */
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        description = "Cut and publish what a killed capture left in a folder. Safe beside running captures.")
final class RecoverCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "DIR", description = "the folder that was recorded into by -w")
    private Path folder = Path.of("");

    @Option(names = "--json", description = "print each recovered file as a line of JSON on stdout")
    private boolean isJson;

    RecoverCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder)) {
            console.error(folder + " is no folder; name the one that was recorded into");
            return ExitCodes.FAILED;
        }
        final CaptureRecovery.Report report = CaptureRecovery.recover(folder);
        for (CaptureFileInfo file : report.files()) {
            console.line(isJson ? MessageJson.toJson(file) : "recovered " + SessionRun.line(file));
        }
        if (!isJson && report.files().isEmpty() && report.problems().isEmpty()) {
            console.line("nothing to recover in " + folder);
        }
        report.problems().forEach(console::error);
        return report.problems().isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED;
    }
}
