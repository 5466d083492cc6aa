package io.ringcap.sink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.message.CaptureFileInfo;
import io.ringcap.testing.ChildJvm;
import io.ringcap.testing.PcapFiles;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recovery makes of files that a writer left, and of those that are none of its business. */
class CaptureRecoveryTest {
    private static final int RECORD_BYTES = 16 + 60;

    @TempDir
    Path folder;

    private Path part;
    private byte[] whole;

    @BeforeEach
    void leaveTenPackets() throws Exception {
        final PcapFiles packets = PcapFiles.nanos();
        for (int i = 0; i < 10; i++) {
            packets.packet(1_700_000_000_000_000_000L + i, new byte[60]);
        }
        part = packets.write(folder.resolve("a.pcap.part"));
        whole = Files.readAllBytes(part);
    }

    @Test
    void shouldCutATornRecordOff() throws Exception {
        commit(true, 0);
        Files.write(part, Arrays.copyOf(whole, whole.length - 7));
        final CaptureFileInfo file = recovered();
        assertEquals(9, file.packets());
        assertArrayEquals(
                Arrays.copyOf(whole, whole.length - RECORD_BYTES), Files.readAllBytes(folder.resolve("a.pcap")));
        assertEquals(1_700_000_000_000_000L, file.firstPacketTs());
    }

    @Test
    void shouldTakeZeroesForNoPackets() throws Exception {
        commit(true, 0);
        Files.write(part, new byte[100_000], StandardOpenOption.APPEND);
        assertEquals(10, recovered().packets());
        assertArrayEquals(whole, Files.readAllBytes(folder.resolve("a.pcap")));
    }

    @Test
    void shouldTakeNothingBehindWhatWasCommittedOfAFileThatIsWrittenOver() throws Exception {
        commit(false, 24 + 4 * RECORD_BYTES);
        assertEquals(4, recovered().packets());
        assertArrayEquals(Arrays.copyOf(whole, 24 + 4 * RECORD_BYTES), Files.readAllBytes(folder.resolve("a.pcap")));
    }

    @Test
    void shouldNotReplaceAFileOfThatName() throws Exception {
        commit(true, 0);
        Files.writeString(folder.resolve("a.pcap"), "mine");
        assertEquals(folder.resolve("a-2.pcap").toString(), recovered().filePath());
        assertEquals("mine", Files.readString(folder.resolve("a.pcap")));
    }

    @Test
    void shouldLeaveAloneWhatItCannotMakeOut() throws Exception {
        commit(true, 0);
        Arrays.fill(whole, 0, 24, (byte) 0);
        Files.write(part, whole);
        final CaptureRecovery.Report report = CaptureRecovery.recover(folder);
        assertEquals(List.of(), report.files());
        assertEquals(1, report.problems().size());
        assertTrue(report.problems().get(0).contains("no packet could be made out of"), report::toString);
        assertArrayEquals(whole, Files.readAllBytes(part));
    }

    @Test
    void shouldCutNothingAwayThatMayBePackets() throws Exception {
        commit(true, 0);
        final byte[] hole = Arrays.copyOf(whole, 2_000_000);
        Arrays.fill(hole, 1_500_000, hole.length, (byte) 1);
        Files.write(part, hole);
        final CaptureRecovery.Report report = CaptureRecovery.recover(folder);
        assertEquals(List.of(), report.files());
        assertEquals(1, report.problems().size());
        assertArrayEquals(hole, Files.readAllBytes(part));
    }

    @Test
    void shouldRemoveAFileThatWasNotCommittedAtAll() throws Exception {
        commit(false, 0);
        assertEquals(new CaptureRecovery.Report(List.of(), List.of()), CaptureRecovery.recover(folder));
        assertEquals(List.of(), FileReaders.names(folder));
    }

    @Test
    void shouldFinishARenameThatWasBrokenOff() throws Exception {
        commit(true, 0);
        Files.createLink(folder.resolve("a.pcap"), part);
        assertEquals(10, recovered().packets());
        assertEquals(List.of("a.pcap"), FileReaders.names(folder));
    }

    @Test
    void shouldNotTouchFilesOfOthers() throws Exception {
        Files.writeString(folder.resolve("a.pcap.commit"), "somebody's notes");
        Files.writeString(folder.resolve("b.part"), "a download");
        Files.createFile(folder.resolve("b.commit"));
        Files.createSymbolicLink(folder.resolve("c.commit"), part);
        final CaptureRecovery.Report report = CaptureRecovery.recover(folder);
        assertEquals(List.of(), report.files());
        assertEquals(
                List.of("a.pcap.commit", "a.pcap.part", "b.commit", "b.part", "c.commit"), FileReaders.names(folder));
        assertArrayEquals(whole, Files.readAllBytes(part));
    }

    @Test
    void shouldNotTouchWhatALivingWriterHas() throws Exception {
        try (CommitFile living = CommitFile.create(folder.resolve("a.pcap"), 0, 1)) {
            assertTrue(living.read() != null);
            assertEquals(new CaptureRecovery.Report(List.of(), List.of()), CaptureRecovery.recover(folder));
            assertArrayEquals(whole, Files.readAllBytes(part));
        }
    }

    @Test
    void shouldSayWhenTheCommitItselfIsTorn() throws Exception {
        commit(false, 100);
        final Path commit = folder.resolve("a.pcap.commit");
        final byte[] torn = Files.readAllBytes(commit);
        ByteBuffer.wrap(torn).putLong(16, 12_345);
        Files.write(commit, torn);
        final CaptureRecovery.Report report = CaptureRecovery.recover(folder);
        assertEquals(1, report.problems().size());
        assertArrayEquals(whole, Files.readAllBytes(part));
    }

    private void commit(boolean isGrowing, long bytes) throws Exception {
        try (CommitFile commit = CommitFile.create(folder.resolve("a.pcap"), 3, 77)) {
            commit.commit(isGrowing ? CommitFile.TO_ITS_END : bytes);
        }
    }

    private CaptureFileInfo recovered() throws Exception {
        final CaptureRecovery.Report report = CaptureRecovery.recover(folder);
        assertEquals(List.of(), report.problems());
        assertEquals(1, report.files().size());
        final CaptureFileInfo file = report.files().get(0);
        assertTrue(file.recovered());
        assertEquals(3, file.segmentIndex());
        assertEquals(77, file.createdTs());
        assertEquals(file.fileSize(), Files.size(Path.of(file.filePath())));
        return file;
    }

    /** Killed after a file had its name, but before anybody was told of it. */
    @Test
    void shouldTellOfAFileThatWasPublishedAndNotTold() throws Exception {
        commit(true, 0);
        Files.move(part, folder.resolve("a.pcap"));
        assertEquals(10, recovered().packets());
        assertArrayEquals(whole, Files.readAllBytes(folder.resolve("a.pcap")));
        assertTrue(Files.notExists(folder.resolve("a.pcap.commit")));
    }

    @Test
    void shouldRemoveWhatAWriterLeftThatWasKilledInItsFirstMomentAndNothingElse() throws Exception {
        Files.delete(part);
        Files.write(folder.resolve("a.pcap.commit"), new byte[0]);
        Files.write(folder.resolve("notes.commit"), new byte[0]);
        Files.write(folder.resolve("b.pcap.commit"), new byte[] {1});
        final CaptureRecovery.Report report = CaptureRecovery.recover(folder);
        assertEquals(List.of(), report.problems());
        assertTrue(Files.notExists(folder.resolve("a.pcap.commit")));
        assertTrue(Files.exists(folder.resolve("notes.commit")));
        assertTrue(Files.exists(folder.resolve("b.pcap.commit")));
    }

    /** The lock of a process is gone as soon as it closes any descriptor of the file. */
    @Test
    void shouldLeaveALivingWriterItsLockUnderEveryNameOfTheFolder() throws Exception {
        final Path alias = Files.createSymbolicLink(folder.resolve("alias"), folder);
        try (CommitFile living = CommitFile.create(folder.resolve("a.pcap"), 0, 1)) {
            living.commit(24);
            assertEquals(List.of(), CaptureRecovery.recover(alias).files());
            assertEquals(
                    List.of(),
                    CaptureRecovery.recover(folder.resolve("./alias/../")).files());
            final Path inUse = CommitFile.pathOf(folder.resolve("a.pcap"));
            final String said = new ChildJvm(LockTest.class).run(inUse.toString());
            assertEquals("locked", said.strip());
        }
        assertArrayEquals(whole, Files.readAllBytes(part));
    }

    /** Says whether another process has a file locked. */
    static final class LockTest {
        private LockTest() {}

        public static void main(String[] arguments) throws Exception {
            try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
                System.out.println(channel.tryLock() == null ? "locked" : "free");
            }
        }
    }
}
