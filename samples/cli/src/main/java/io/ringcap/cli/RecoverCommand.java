package io.ringcap.cli;

import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.MessageJson;
import io.ringcap.message.SessionId;
import io.ringcap.sink.CaptureRecovery;
import io.ringcap.sink.JournalRecovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ringcap recover}: publishes what killed captures left in a folder. Runs on the main thread. */
@Command(
        name = "recover",
        customSynopsis = "${COMMAND-FULL-NAME} DIR [--json]",
        mixinStandardHelpOptions = true,
        description = "Trims and publishes what a killed capture left in a folder. Safe beside running captures.",
        footer = {
            "",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} recover captures",
            "  ${ROOT-COMMAND-NAME} recover journal --json"
        })
final class RecoverCommand implements Callable<Integer> {
    /** Chronicle keeps this in each queue's folder. */
    private static final String JOURNAL_TABLE = "metadata.cq4t";

    private final Console console;

    @Parameters(paramLabel = "DIR", description = "the folder that was recorded into by -w or --journal")
    private Path folder = Path.of("");

    @Option(names = "--json", description = "print each recovered file as a line of JSON on stdout")
    private boolean isJson;

    /**
     * What a journal holds, as JSON.
     *
     * @param endedSession the session that was given its end; null when none waited for it
     */
    record RecoveredJournal(
            String journal,
            long packets,
            int sessions,
            @Nullable String endedSession,
            List<String> damage) {
        static RecoveredJournal of(JournalRecovery found) {
            final SessionId ended = found.ended();
            return new RecoveredJournal(
                    found.journal().toString(),
                    found.packets(),
                    found.sessions(),
                    ended == null ? null : ended.sessionId(),
                    found.damage());
        }
    }

    RecoverCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder)) {
            console.error(folder + " is no folder; name the one that was recorded into");
            return ExitCodes.FAILED;
        }
        final boolean isJournal = Files.exists(folder.resolve(JOURNAL_TABLE));
        final CaptureRecovery.Report report = CaptureRecovery.recover(folder);
        for (CaptureFileInfo file : report.files()) {
            console.line(isJson ? MessageJson.toJson(file) : "recovered " + SessionRun.line(file));
        }
        if (!isJson
                && !isJournal
                && report.files().isEmpty()
                && report.problems().isEmpty()) {
            console.line("nothing to recover in " + folder);
        }
        report.problems().forEach(console::error);
        // Last: one that is being written throws.
        final boolean isDamaged = isJournal && recoverJournal();
        return report.problems().isEmpty() && !isDamaged ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    /** Returns whether a part of the journal could not be read. */
    private boolean recoverJournal() throws IOException {
        final JournalRecovery journal = JournalRecovery.recover(folder);
        final RecoveredJournal told = RecoveredJournal.of(journal);
        console.line(
                isJson
                        ? MessageJson.toJson(told)
                        : "journal " + told.journal() + ": " + Amounts.packets(told.packets()) + " of "
                                + told.sessions()
                                + (told.sessions() == 1 ? " session" : " sessions")
                                + (told.endedSession() == null
                                        ? ""
                                        : "; " + told.endedSession() + " had no end, it has one now"));
        journal.damage().forEach(console::error);
        return !journal.damage().isEmpty();
    }
}
