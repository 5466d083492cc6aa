package io.ringcap.cli;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureMessage;
import io.ringcap.sink.JournalReader;
import io.ringcap.sink.PacketSelection;
import io.ringcap.sink.Sinks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads back what the demo has recorded. Confined to the command's thread. */
final class DemoCheck {
    private static final int LINES = 10;

    private final Console console;
    private final Interruption interruption;

    DemoCheck(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    long packetsInFile(CaptureManager manager, Path file) throws InterruptedException, IOException {
        final CaptureSession session = manager.capture(
                        CaptureSpec.fromFile(file).build())
                .sink(Sinks.discard())
                .start();
        final CaptureMessage last = new SessionRun(console, interruption, false, null).awaitEnd(session);
        if (!(last instanceof CaptureFinished finished)) {
            throw new IOException(file + " could not be read back");
        }
        return finished.finalStats().packets();
    }

    long packetsInJournal(Path journal) throws Exception {
        final Replay replay = new Replay(journal, new ReplayCount(), console);
        replay.run(PacketSelection.ALL, () -> false);
        return replay.packets();
    }

    void printFirst(Path journal, PrintStream out) throws Exception {
        final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try (JournalReader reader = JournalReader.open(journal);
                ReplayPrint print = new ReplayPrint(new PrintStream(lines, false, StandardCharsets.UTF_8))) {
            // A block may hold a single packet, so several may be needed.
            long packets = 0;
            while (packets < LINES
                    && reader.poll(block -> {
                        print.begin(reader.session());
                        print.write(block);
                    })) {
                packets = lines.toString(StandardCharsets.UTF_8).lines().count();
            }
        }
        lines.toString(StandardCharsets.UTF_8).lines().limit(LINES).forEach(line -> out.print("  " + line + "\n"));
    }
}
