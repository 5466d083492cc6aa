package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.FileOptions;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.sink.JournalReader;
import io.ringcap.sink.JournalRecovery;
import io.ringcap.sink.JournalSession;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.ChildJvm;
import io.ringcap.testing.SequenceCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that records a journal and is killed at a random moment: nothing older than the flush interval is lost. */
class JournalKillTest {
    /** How long a packet may be on its way to the journal, as the issue of files has it. */
    private static final long FLUSH_US = 100_000;

    private static final long MOST_RECORDED_MS = 1_200;
    private static final long PACED = 150_000;
    private static final long AS_FAST_AS_IT_GOES = 0;
    private static final int FRAME_BYTES = 200;
    private static final int PACKETS_AFTERWARDS = 1_000;

    @TempDir
    Path folder;

    private long oldestUs;
    private long found;

    /** The packets of one session, in the order in which they were read. */
    private static final class Recorded {
        private final JournalSession session;
        private final SequenceCheck check = new SequenceCheck();
        private long missingAtStart = -1;
        private long lastUsec;

        private Recorded(JournalSession session) {
            this.session = session;
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0,150000", "1048576,0,150000", "16777216,4,0"})
    void shouldFindEveryPacketAfterAKill(long segmentBytes, int keepFiles, long packetsPerSecond) throws Exception {
        final long seed = System.nanoTime();
        System.out.println("seed " + seed);
        killAndRead(segmentBytes, keepFiles, packetsPerSecond, new Random(seed), true);
        killAndRead(segmentBytes, keepFiles, packetsPerSecond, new Random(seed + 1), false);
    }

    @Test
    @Tag("stress")
    void shouldFindEveryPacketAfterAHundredKills() throws Exception {
        final long seed = System.nanoTime();
        System.out.println("seed " + seed);
        final Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            final boolean isPaced = i % 4 < 2;
            // Segments that last a millisecond would leave the sink further behind than it may be.
            final long segmentBytes = isPaced ? 1 << 20 : 16 << 20;
            killAndRead(
                    i % 3 == 0 ? 0 : segmentBytes,
                    i % 3 == 1 ? 4 : 0,
                    isPaced ? PACED : AS_FAST_AS_IT_GOES,
                    random,
                    i % 2 == 0);
        }
        System.out.println("100 kills: " + found + " packets found, the newest of paced traffic at most "
                + oldestUs / 1000 + " ms older than its kill");
    }

    private void killAndRead(
            long segmentBytes, int keepFiles, long packetsPerSecond, Random random, boolean isRecovered)
            throws Exception {
        final Path into = Files.createTempDirectory(folder, "killed");
        final Kill kill =
                recordAndKill(into, segmentBytes, keepFiles, packetsPerSecond, random.nextLong(MOST_RECORDED_MS));

        final Recorded killed = read(into, 1).get(0);
        assertKilled(killed, kill, keepFiles > 0);
        if (packetsPerSecond == PACED) {
            assertRecent(killed, kill);
        }
        if (isRecovered) {
            final JournalRecovery recovered = JournalRecovery.recover(into);
            assertEquals(List.of(), recovered.damage());
            assertEquals(killed.check.packets(), recovered.packets());
            assertNotNull(recovered.ended());
            assertEquals(killed.session.session(), recovered.ended());
        }
        assertTimeout(Duration.ofSeconds(10), () -> recordAfterwards(into), "the next start waits");

        final List<Recorded> both = read(into, 2);
        assertEquals(killed.check.packets(), both.get(0).check.packets());
        assertEquals(PACKETS_AFTERWARDS, both.get(1).check.packets());
        assertEquals(0, both.get(1).check.missing());
        remove(into);
    }

    private void assertKilled(Recorded killed, Kill kill, boolean isRing) {
        final SequenceCheck check = killed.check;
        // All in order; only what a ring of segments has retired is missing, at its beginning.
        assertEquals(killed.missingAtStart, check.missing());
        assertTrue(isRing || check.missing() == 0, check.missing() + " missing");
        assertTrue(check.next() >= kill.claimed(), () -> kill.claimed() + " claimed, " + check.next() + " there");
        found += check.packets();
    }

    /** Traffic that is faster than the disk waits before the sink, so this is for paced one only. */
    private void assertRecent(Recorded killed, Kill kill) {
        final long ageUs = kill.atUsec() - killed.lastUsec;
        assertTrue(ageUs <= FLUSH_US, "the last packet is " + ageUs / 1000 + " ms older than the kill");
        oldestUs = Math.max(oldestUs, ageUs);
    }

    /**
     * What is known of a recording that was killed.
     *
     * @param claimed packets that it said to have written, a few milliseconds before
     */
    private record Kill(long atUsec, long claimed) {}

    private static Kill recordAndKill(Path into, long segmentBytes, int keepFiles, long packetsPerSecond, long afterMs)
            throws IOException, InterruptedException {
        final Process recording = new ChildJvm(KilledRecording.class)
                .flags(List.of(
                        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED"))
                .start(
                        into.toString(),
                        "journal",
                        Long.toString(segmentBytes),
                        Integer.toString(keepFiles),
                        Long.toString(packetsPerSecond));
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(recording.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("started", said.readLine());
            // A first packet must have had its time.
            TimeUnit.MILLISECONDS.sleep(150 + afterMs);
            final long nowUsec = System.currentTimeMillis() * 1000;
            // The process's own method would throw away what it has said.
            recording.toHandle().destroyForcibly();
            assertTrue(recording.waitFor(20, TimeUnit.SECONDS));
            long claimed = 0;
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                // A line that the kill has cut is a smaller number.
                claimed = Math.max(claimed, line.isEmpty() ? 0 : Long.parseLong(line));
            }
            return new Kill(nowUsec, claimed);
        } finally {
            recording.destroyForcibly();
        }
    }

    /** A session that ends as it should, in the folder of the one that was killed. */
    private static void recordAfterwards(Path into) throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(FRAME_BYTES, 0))
                            .maxPackets(PACKETS_AFTERWARDS)
                            .build())
                    .sink(Sinks.journal(into, FileOptions.defaults()))
                    .start()
                    .await(Duration.ofSeconds(10));
        }
    }

    private static List<Recorded> read(Path into, int sessions) throws Exception {
        final List<Recorded> all = new ArrayList<>();
        try (JournalReader reader = JournalReader.open(into)) {
            while (reader.pollPackets(packet -> {
                final JournalSession session = reader.session();
                assertNotNull(session, "a block without its session");
                if (all.isEmpty() || !all.get(all.size() - 1).session.equals(session)) {
                    all.add(new Recorded(session));
                }
                final Recorded current = all.get(all.size() - 1);
                assertEquals(FRAME_BYTES, packet.capturedLength());
                current.check.onPacket(packet);
                current.lastUsec = packet.timestampNs() / 1_000;
                if (current.missingAtStart < 0) {
                    current.missingAtStart = current.check.missing();
                }
            })) {}
            assertEquals(sessions == 2, reader.isEnded());
        }
        assertEquals(sessions, all.size());
        return all;
    }

    private static void remove(Path journal) throws IOException {
        try (Stream<Path> files = Files.list(journal)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(journal);
    }
}
