package io.ringcap.bench.live;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Does the harness to itself what it looks for: it loses a known number of frames, and is late by a known time, and must report both.
 * Used once, by the harness's thread.
 */
final class SelfTest {
    private static final long FRAMES = 20_000;
    private static final long GAP = 1_234;
    /** More than the kernel keeps for anybody by default. */
    private static final long TOO_MANY = 600_000;

    private static final double PPS = 20_000;
    private static final Duration DELAY = Duration.ofMillis(300);
    /** What a stop may take beside the delay, on a machine that is busy. */
    private static final Duration TOLERANCE = Duration.ofMillis(150);

    private final BenchNetwork network;
    private final Tools tools;
    private final Path folder;
    private final PrintStream out;
    private boolean isGood = true;

    SelfTest(BenchNetwork network, Tools tools, Path folder, PrintStream out) {
        this.network = network;
        this.tools = tools;
        this.folder = folder;
        this.out = out;
    }

    /** Whether the harness reports everything that was done to it. */
    boolean run() throws IOException, InterruptedException {
        final Recorder pcapng = Rows.ringcap(tools, "ringcap-pcapng", Set.of(RingcapRecorder.Into.PCAPNG));
        checkLoss(pcapng);
        if (Tools.isOnPath("tcpdump")) {
            checkLoss(ExternalRecorder.TCPDUMP);
        }
        checkRecordsTakenAway(Rows.ringcap(tools, "ringcap-pcap", Set.of(RingcapRecorder.Into.PCAP)));
        checkDrops(pcapng);
        if (Tools.isOnPath("tcpdump")) {
            checkDrops(ExternalRecorder.TCPDUMP);
        }
        checkDelay();
        out.println(isGood ? "self-test passed" : "self-test FAILED");
        return isGood;
    }

    /** The sender leaves numbers out: as if they had been lost on the way, but only the files can tell. */
    private void checkLoss(Recorder recorder) throws IOException, InterruptedException {
        try (Recording recording = Recording.start(recorder, network, folder, Buffers.LARGE)) {
            final Traffic traffic =
                    Traffic.ofSize(64).atRate(PPS).ofCount(FRAMES).forSeconds(30);
            long bytes = 0;
            for (Traffic part : List.of(traffic, traffic.from(FRAMES + GAP))) {
                try (Sending sending = network.send(part)) {
                    bytes += sending.await().bytes();
                }
            }
            recording.awaitCaughtUp();
            final Counters counters = recording.stop().counters();
            final List<FoundFrames> files = recording.readBack();
            final String row = recorder.row();
            expect(row + ": frames that the sender left out", GAP, files.get(0).missingWithin());
            expect(row + ": frames in the files", 2 * FRAMES, files.get(0).unique());
            // The harness is told that all numbers were sent, as if the recorder had lost the gap without a word.
            final long all = 2 * FRAMES + GAP;
            final RecordingAccount accounting =
                    RecordingAccount.of(new RecordingAccount.Sent(0, all, bytes), all, counters, files);
            expect(row + ": loss that the recorder does not tell", GAP, accounting.lost());
            expect(row + ": a run that does not add up is told (1)", 1, accounting.isAccounted() ? 0 : 1);
        }
    }

    /** Records go missing from the file itself. */
    private void checkRecordsTakenAway(Recorder recorder) throws IOException, InterruptedException {
        try (Recording recording = Recording.start(recorder, network, folder, Buffers.LARGE)) {
            final Sending.Sent sent;
            try (Sending sending =
                    network.send(Traffic.ofSize(64).atRate(PPS).ofCount(FRAMES).forSeconds(30))) {
                sent = sending.await();
            }
            recording.awaitCaughtUp();
            final Counters counters = recording.stop().counters();
            final long taken = ThinnedFiles.takeEvery(1000, recording.folderOf(0));
            final RecordingAccount accounting = RecordingAccount.of(
                    new RecordingAccount.Sent(0, sent.frames(), sent.bytes()),
                    sent.frames(),
                    counters,
                    recording.readBack());
            expect("records taken out of a file", sent.frames() / 1000, taken);
            expect("loss of them", taken, accounting.lost());
            expect("such a run is told (1)", 1, accounting.isAccounted() ? 0 : 1);
        }
    }

    /** A recorder that is held up has to drop, knows how many, and the files lack as many. */
    private void checkDrops(Recorder recorder) throws IOException, InterruptedException {
        try (Recording recording = Recording.start(recorder, network, folder, Buffers.DEFAULT)) {
            final Sending.Sent sent;
            recording.holdUp();
            try (Sending sending =
                    network.send(Traffic.ofSize(64).ofCount(TOO_MANY).forSeconds(30))) {
                sent = sending.await();
            } finally {
                recording.letGo();
            }
            recording.awaitCaughtUp();
            final Counters counters = recording.stop().counters();
            final RecordingAccount accounting = RecordingAccount.of(
                    new RecordingAccount.Sent(0, sent.frames(), sent.bytes()),
                    sent.frames(),
                    counters,
                    recording.readBack());
            final String row = recorder.row();
            expect(row + ": some are lost when it is held up (1)", 1, accounting.lost() > 0 ? 1 : 0);
            expect(row + ": what the files lack is what it dropped", counters.dropped(), accounting.lost());
            expect(row + ": such a run adds up (0)", 0, accounting.troubles().size());
        }
    }

    private void checkDelay() throws IOException, InterruptedException {
        final double plainMs = stopMs(Duration.ZERO);
        final double lateMs = stopMs(DELAY);
        final double foundMs = lateMs - plainMs;
        final boolean isFound = Math.abs(foundMs - DELAY.toMillis()) <= TOLERANCE.toMillis();
        isGood &= isFound;
        out.printf(
                Locale.ROOT,
                "%-60s expected %d ms, found %.1f ms  %s%n",
                "a stop that is late by",
                DELAY.toMillis(),
                foundMs,
                isFound ? "ok" : "WRONG");
    }

    private double stopMs(Duration delay) throws IOException, InterruptedException {
        final Recorder late = new NullLoopRecorder(tools.nullLoop(), delay);
        try (Recording recording = Recording.start(late, network, folder, Buffers.DEFAULT)) {
            return recording.stop().stopMs();
        }
    }

    private void expect(String what, long expected, long found) {
        isGood &= expected == found;
        out.printf(
                Locale.ROOT,
                "%-60s expected %d, found %d  %s%n",
                what,
                expected,
                found,
                expected == found ? "ok" : "WRONG");
    }
}
