package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.FinishReason;
import io.ringcap.message.ManagerHealth;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SendOptions;
import io.ringcap.testing.SequenceCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many sessions at once, many one after the other, and how long starting and stopping take. */
class ScaleTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int CYCLES = 200;

    @TempDir
    Path folder;

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    @Test
    void shouldRunManySessionsAtOnceEachWithItsOwnExactCounts() throws Exception {
        final int live = 32;
        final int made = 224;
        final long sent = 2_000;
        final List<SequenceCheck> handled = new ArrayList<>();
        final List<CaptureSession> sessions = new ArrayList<>();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            for (int i = 0; i < live; i++) {
                final SequenceCheck check = new SequenceCheck();
                handled.add(check);
                sessions.add(manager.capture(on(network).shared(true).build())
                        .config(small())
                        .sink(Sinks.handler(check))
                        .start());
            }
            for (int i = 0; i < made; i++) {
                final SequenceCheck check = new SequenceCheck();
                handled.add(check);
                sessions.add(manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 1_000))
                                .maxPackets(1_000 + i)
                                .build())
                        .config(small())
                        .sink(Sinks.handler(check))
                        .submit());
            }
            assertEquals(sent, network.sendAndWait(SendOptions.count(sent).packetsPerSecond(2_000)));
            sessions.subList(0, live).forEach(CaptureSession::stop);
            for (int i = 0; i < sessions.size(); i++) {
                final CaptureFinished finished = sessions.get(i).await(LONG);
                final long expected = i < live ? sent : 1_000 + i - live;
                assertEquals(expected, finished.finalStats().packets(), "session " + i);
                assertEquals(expected, handled.get(i).packets(), "session " + i);
                assertEquals(0, finished.finalStats().droppedKernel(), "session " + i);
                assertEquals(i < live ? FinishReason.STOPPED : FinishReason.PACKETS, finished.finishReason());
            }
        }
    }

    /** What a user does who opens the program 200 times: it starts as fast as at first, and nothing piles up. */
    @Test
    void shouldStartTheLastOfManyAsFastAsTheFirst() throws Exception {
        final List<Long> startUs = new ArrayList<>();
        final List<Long> stopUs = new ArrayList<>();
        ManagerHealth early = null;
        ManagerHealth late = null;
        try (LiveNetwork network = LiveNetwork.open()) {
            for (int i = 0; i < CYCLES; i++) {
                try (CaptureManager manager = CaptureManager.open()) {
                    final long beginNs = System.nanoTime();
                    final CaptureSession session = manager.capture(on(network).build())
                            .sink(Sinks.discard())
                            .start();
                    final long startedNs = System.nanoTime();
                    late = manager.health();
                    early = i == 5 ? late : early;
                    final long stopNs = System.nanoTime();
                    session.stop();
                    session.await(LONG);
                    startUs.add(TimeUnit.NANOSECONDS.toMicros(startedNs - beginNs));
                    stopUs.add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - stopNs));
                }
            }
        }
        final long first = median(startUs.subList(3, 12));
        final long last = median(startUs.subList(CYCLES - 9, CYCLES));
        final long start = median(startUs);
        final long stop = median(stopUs);
        System.out.println("start " + first + " us at first, " + last + " us at the end, median " + start
                + " us; stop median " + stop + " us");
        assertTrue(last <= 2 * first, last + " us at the end, " + first + " us at first");
        assertTrue(start < 50_000, "a start takes " + start + " us");
        assertTrue(stop < 50_000, "a stop takes " + stop + " us");
        assertTrue(late.openFds() <= early.openFds(), late.openFds() + " fds, " + early.openFds() + " at first");
        assertTrue(late.threads() <= early.threads() + 2, late.threads() + " threads, " + early.threads());
        assertEquals(early.nativeBytes(), late.nativeBytes());
    }

    /** It does not end early, and what was captured before is not in it. */
    @Test
    void shouldCaptureForAsLongAsAskedAndShowNothingOlder() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession before =
                    manager.capture(on(network).build()).sink(Sinks.discard()).start();
            network.sendAndWait(SendOptions.count(1_000).packetsPerSecond(10_000));
            before.stop();
            before.await(LONG);

            final long beginNs = System.nanoTime();
            final CaptureSession session = manager.capture(
                            on(network).maxDuration(Duration.ofSeconds(3)).build())
                    .sink(Sinks.pcap(folder))
                    .start();
            assertEquals(0, session.status().stats().packets());
            network.sendAndWait(SendOptions.count(500).packetsPerSecond(10_000).start(1_000));
            Thread.sleep(1_000);
            assertEquals(
                    session.id(),
                    manager.current().orElseThrow().status().session(),
                    "who asks without an id gets this one");
            final double remaining = session.status().remainingSec();
            assertTrue(remaining > 0.5 && remaining < 2.1, remaining + " s left after about one second");
            final CaptureFinished finished = session.await(LONG);
            final double seconds = (System.nanoTime() - beginNs) / 1e9;

            assertTrue(seconds >= 3.0 && seconds < 3.5, "ended after " + seconds + " s");
            assertEquals(FinishReason.DURATION, finished.finishReason());
            final SequenceCheck written =
                    PcapFiles.sequences(Path.of(finished.resultFiles().get(0).filePath()));
            assertEquals(500, written.packets());
            assertEquals(1_500, written.next());
        }
    }

    /** Run by {@code mvn -Pstress}; prints its figures. */
    @Test
    @Tag("stress")
    void shouldLeaveNothingBehindInTenThousandCycles() throws Exception {
        final Path input;
        final int cycles = 10_000;
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureFinished written = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 0))
                            .maxPackets(1_000)
                            .build())
                    .sink(Sinks.pcap(folder))
                    .start()
                    .await(LONG);
            input = Path.of(written.resultFiles().get(0).filePath());
            ManagerHealth early = manager.health();
            final long beginNs = System.nanoTime();
            for (int i = 0; i < cycles; i++) {
                final CaptureFinished finished = manager.capture(
                                CaptureSpec.fromFile(input).build())
                        .config(small())
                        .sink(Sinks.discard())
                        .start()
                        .await(LONG);
                assertEquals(1_000, finished.finalStats().packets());
                if (i == 100) {
                    early = manager.health();
                }
            }
            Thread.sleep(1_000);
            final ManagerHealth late = manager.health();
            System.out.println(cycles + " cycles in " + (System.nanoTime() - beginNs) / 1_000_000 + " ms; threads "
                    + early.threads() + " -> " + late.threads() + ", fds " + early.openFds() + " -> " + late.openFds()
                    + ", native bytes " + early.nativeBytes() + " -> " + late.nativeBytes());
            assertTrue(late.threads() <= early.threads());
            assertTrue(late.openFds() <= early.openFds());
            assertEquals(0, late.nativeBytes());
            assertEquals(1_000, manager.sessions().size(), "no more ended sessions are kept");
        }
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static CaptureConfig small() {
        return CaptureConfig.builder().small().build();
    }

    private static CaptureSpec.Builder on(LiveNetwork network) {
        return CaptureSpec.onInterface(network.receiver(0))
                .netns(network.receivingNetns())
                .filter("udp");
    }
}
