package io.ringcap.sink;

import static io.ringcap.sink.JournalFixture.append;
import static io.ringcap.sink.JournalFixture.begun;
import static io.ringcap.sink.JournalFixture.context;
import static io.ringcap.sink.JournalFixture.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.message.CaptureInterface;
import io.ringcap.message.SessionId;
import io.ringcap.testing.Commands;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One capture file of a journal's packets, and the spans of time they are chosen by. */
class JournalExportTest {
    private static final CaptureInterface ETH1 =
            new CaptureInterface(0, "eth1", 1, 262_144, 2_097_152L, 3, "host", true, false);

    /** One packet and then one more in each block, up to seven; see {@link JournalFixture#block}. */
    private static final int PACKETS_IN_14_BLOCKS = 2 * (1 + 2 + 3 + 4 + 5 + 6 + 7);

    @TempDir
    Path folder;

    @Test
    void shouldWriteAllPacketsOfSessionsOnTheSameInterfaces() throws Exception {
        final Path journal = folder.resolve("journal");
        record(journal, 1, 14);
        record(journal, 2, 14);
        for (FileFormat format : FileFormat.values()) {
            final Path file = folder.resolve("all." + format);
            try (JournalReader reader = JournalReader.open(journal)) {
                assertEquals(2 * PACKETS_IN_14_BLOCKS, reader.writeTo(file, format));
                assertTrue(reader.isEnded());
            }
            assertEquals(2 * PACKETS_IN_14_BLOCKS, packetsByTshark(file));
        }
    }

    @Test
    void shouldWriteThePacketsFromOneMomentToAnother() throws Exception {
        final Path journal = folder.resolve("journal");
        record(journal, 1, 14);
        // Block 2 has three packets, block 3 has four; both moments are a packet's own.
        final Instant from = Instant.ofEpochSecond(0, TestBlocks.SOME_TIME_NS + 2_001);
        final Instant to = Instant.ofEpochSecond(0, TestBlocks.SOME_TIME_NS + 3_002);
        final Path file = folder.resolve("span.pcapng");
        try (JournalReader reader = JournalReader.open(journal).select(PacketSelection.between(from, to))) {
            assertEquals(2 + 3, reader.writeTo(file, FileFormat.PCAPNG));
        }
        assertEquals(5, packetsByTshark(file));
    }

    @Test
    void shouldLeaveNoFileWithoutPackets() throws Exception {
        final Path journal = folder.resolve("journal");
        record(journal, 1, 14);
        final PacketSelection never = PacketSelection.between(Instant.MIN, Instant.EPOCH);
        try (JournalReader reader = JournalReader.open(journal).select(never)) {
            assertEquals(0, reader.writeTo(folder.resolve("none.pcap"), FileFormat.PCAP));
        }
        assertOnlyTheJournalIsThere();
    }

    @Test
    void shouldRefuseAFileThatIsThere() throws Exception {
        final Path journal = folder.resolve("journal");
        record(journal, 1, 1);
        final Path file = Files.writeString(folder.resolve("kept.pcap"), "kept");
        try (JournalReader reader = JournalReader.open(journal)) {
            assertThrows(FileAlreadyExistsException.class, () -> reader.writeTo(file, FileFormat.PCAP));
            assertTrue(reader.poll(block -> {}), "nothing was read");
        }
        assertEquals("kept", Files.readString(file));
    }

    @Test
    void shouldRemoveTheFileWhenASessionOnOtherInterfacesFollows() throws Exception {
        final Path journal = folder.resolve("journal");
        record(journal, 1, 14);
        final SinkWriter other = new JournalSink(journal).open(context(2, new ArrayList<>()));
        other.begin(List.of(ETH1));
        append(other, new TestBlocks(), 0, 1);
        other.finish(List.of());
        other.close();
        try (JournalReader reader = JournalReader.open(journal)) {
            final IOException refused = assertThrows(
                    IOException.class, () -> reader.writeTo(folder.resolve("mixed.pcapng"), FileFormat.PCAPNG));
            assertTrue(refused.getMessage().contains("capture_2"), refused.getMessage());
        }
        assertOnlyTheJournalIsThere();
    }

    @Test
    void shouldTakeSessionsThatWereCapturedWithOtherBuffers() throws Exception {
        final Path journal = folder.resolve("journal");
        record(journal, 1, 14);
        final SinkWriter other = new JournalSink(journal).open(context(2, new ArrayList<>()));
        other.begin(List.of(new CaptureInterface(0, "eth0", 1, 262_144, 4_096L, null, "adapter", true, true)));
        append(other, new TestBlocks(), 0, 14);
        other.finish(List.of());
        other.close();
        try (JournalReader reader = JournalReader.open(journal)) {
            assertEquals(2 * PACKETS_IN_14_BLOCKS, reader.writeTo(folder.resolve("all.pcapng"), FileFormat.PCAPNG));
        }
    }

    @Test
    void shouldSayWhichSessionsFitIntoOneFile() {
        final JournalSession first = session(JournalFixture.ETH0);
        assertTrue(session(JournalFixture.ETH0).fitsBehind(first));
        assertFalse(session(ETH1).fitsBehind(first), "another name");
        assertFalse(
                session(new CaptureInterface(0, "eth0", 113, 262_144, null, null, null, true, false))
                        .fitsBehind(first),
                "another link type");
        assertFalse(
                session(new CaptureInterface(0, "eth0", 1, 128, null, null, null, true, false))
                        .fitsBehind(first),
                "another snaplen");
        assertFalse(session(JournalFixture.ETH0, ETH1).fitsBehind(first), "one more");
    }

    /** As on a disk that is full only then. */
    @Test
    void shouldRemoveTheFileWhenItsEndFails() throws Exception {
        final Path file = folder.resolve("taken.pcapng");
        try (JournalExport export = new JournalExport(file, FileFormat.PCAPNG, "")) {
            export.write(session(JournalFixture.ETH0), JournalFixture.block(new TestBlocks(), 3));
            Files.writeString(file, "made by somebody else");
            assertThrows(IOException.class, export::publish);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
        assertEquals("made by somebody else", Files.readString(file));
    }

    @Test
    void shouldStopWhereTheJournalEndedWhenItBegan() throws Exception {
        final Path journal = folder.resolve("journal");
        final TestBlocks blocks = new TestBlocks();
        final SinkWriter writer = begun(journal, 1);
        append(writer, blocks, 0, 7);
        try (JournalTail tail = new JournalTail(journal)) {
            final long end = tail.endIndex();
            append(writer, blocks, 7, 14);
            assertEquals(1 + 7, countBefore(tail, end), "the session's description and the blocks of then");
            assertFalse(tail.nextBefore(end), "it goes on by itself");
            assertEquals(1 + 7, tail.blocksRead());
            assertEquals(7, countBefore(tail, tail.endIndex()), "a block was passed over");
        }
        writer.finish(List.of());
        writer.close();
    }

    private static int countBefore(JournalTail tail, long end) {
        int count = 0;
        while (tail.nextBefore(end)) {
            count++;
        }
        return count;
    }

    private static JournalSession session(CaptureInterface... interfaces) {
        return new JournalSession(new SessionId(1, "key-1", "capture_1"), 1, "", "", "0", List.of(interfaces));
    }

    @Test
    void shouldWriteWhatIsThereOfASessionThatGoesOn() throws Exception {
        final Path journal = folder.resolve("journal");
        final TestBlocks blocks = new TestBlocks();
        final SinkWriter writer = begun(journal, 1);
        append(writer, blocks, 0, 7);
        try (JournalReader reader = JournalReader.open(journal)) {
            assertEquals(PACKETS_IN_14_BLOCKS / 2, reader.writeTo(folder.resolve("first.pcap"), FileFormat.PCAP));
            append(writer, blocks, 7, 14);
            assertEquals(PACKETS_IN_14_BLOCKS / 2, reader.writeTo(folder.resolve("second.pcap"), FileFormat.PCAP));
            assertFalse(reader.isEnded());
        }
        writer.finish(List.of());
        writer.close();
    }

    @Test
    void shouldTakeTimesBeyondAllPacketsForNoBound() {
        assertEquals(PacketSelection.ALL, PacketSelection.between(Instant.MIN, Instant.MAX));
        assertEquals(
                new PacketSelection("udp", -1, 1_000_000_000),
                PacketSelection.between(Instant.ofEpochSecond(0, -1), Instant.ofEpochSecond(1))
                        .withFilter("udp"));
    }

    private void assertOnlyTheJournalIsThere() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("journal")), files.toList());
        }
    }

    private static long packetsByTshark(Path file) {
        return Commands.run("tshark", "-r", file.toString(), "-T", "fields", "-e", "frame.number")
                .lines()
                .count();
    }
}
