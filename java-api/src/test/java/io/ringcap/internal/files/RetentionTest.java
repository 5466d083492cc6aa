package io.ringcap.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.testing.Commands;
import io.ringcap.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final long DAY_USEC = TimeUnit.DAYS.toMicros(1);

    @TempDir
    Path folder;

    private FileManifest manifest;

    @BeforeEach
    void open() throws IOException {
        manifest = FileManifest.of(folder);
    }

    @Test
    void shouldDeleteWhatIsTooOld() throws Exception {
        OwnFiles.daily(manifest, 10, 1);
        final Retention.Step step = new Retention(manifest)
                .step(new Retention.Rule(Duration.ofDays(3), 0, 0, 0, 100), OwnFiles.BEGIN_USEC + 9 * DAY_USEC);
        assertEquals(7, step.deletedFiles());
        assertEquals(List.of("day-7.pcap", "day-8.pcap", "day-9.pcap"), captures());
        assertEquals(3, manifest.read().size());
    }

    @Test
    void shouldKeepEachFileAsLongAsItSays() throws Exception {
        OwnFiles.daily(manifest, 3, 1);
        manifest.add(
                OwnFiles.kept("day-0.pcap", 1, Duration.ofDays(30)),
                OwnFiles.kept("day-1.pcap", 1, Duration.ofDays(5)));
        final Retention retention = new Retention(manifest);
        retention.step(Retention.Rule.ofFiles(100), OwnFiles.BEGIN_USEC + 20 * DAY_USEC);
        assertEquals(List.of("day-0.pcap", "day-2.pcap"), captures());
        retention.step(new Retention.Rule(Duration.ofDays(10), 0, 0, 0, 100), OwnFiles.BEGIN_USEC + 20 * DAY_USEC);
        assertEquals(List.of("day-0.pcap"), captures());
    }

    @Test
    void shouldNotTakeAReplayOfOldPacketsForAnOldFile() throws Exception {
        final FileManifest.Entry replayed = OwnFiles.make(manifest, "day-0.pcap", 1);
        final long nowUsec = OwnFiles.BEGIN_USEC + 1_000 * DAY_USEC;
        Files.setLastModifiedTime(folder.resolve(replayed.name()), FileTime.from(nowUsec, TimeUnit.MICROSECONDS));
        final Retention.Rule rule = new Retention.Rule(Duration.ofDays(3), 0, 0, 0, 100);
        assertEquals(0, new Retention(manifest).step(rule, nowUsec).deletedFiles());
        assertEquals(
                1, new Retention(manifest).step(rule, nowUsec + 3 * DAY_USEC).deletedFiles());
    }

    @Test
    void shouldKeepTheNewestByNumberAndByBytes() throws Exception {
        OwnFiles.daily(manifest, 10, 100);
        final Retention retention = new Retention(manifest);
        assertEquals(
                4,
                retention
                        .step(new Retention.Rule(Duration.ZERO, 6, 0, 0, 100), OwnFiles.BEGIN_USEC)
                        .deletedFiles());
        final Retention.Step step =
                retention.step(new Retention.Rule(Duration.ZERO, 0, 250, 0, 100), OwnFiles.BEGIN_USEC);
        assertEquals(400, step.deletedBytes());
        assertEquals(List.of("day-8.pcap", "day-9.pcap"), captures());
    }

    @Test
    void shouldFreeSpaceAndNoMoreThanAskedFor() throws Exception {
        OwnFiles.daily(manifest, 10, 100);
        assertEquals(3, freeing(10_000, 1_000, 700).deletedFiles());
        assertEquals(0, freeing(10_000, 1_000, 1_000).deletedFiles());
        assertEquals("day-3.pcap", captures().get(0));
    }

    @Test
    void shouldNotEmptyASmallDiskForAThresholdThatIsNotMeantForIt() throws Exception {
        OwnFiles.daily(manifest, 10, 100);
        assertEquals(0, freeing(10_000, 1_000_000, 1_000).deletedFiles());
        assertEquals(1, freeing(10_000, 1_000_000, 900).deletedFiles());
    }

    private Retention.Step freeing(long total, long wanted, long usable) throws IOException {
        return new Retention(manifest, new Retention.FreeSpace() {
                    @Override
                    public long usable() {
                        return usable;
                    }

                    @Override
                    public long total() {
                        return total;
                    }
                })
                .step(new Retention.Rule(Duration.ZERO, 0, 0, wanted, 100), OwnFiles.BEGIN_USEC);
    }

    @Test
    void shouldDeleteTenThousandFilesInBatches() throws Exception {
        OwnFiles.daily(manifest, 10_000, 1);
        final Path foreign = Files.writeString(folder.resolve("notes.pcap"), "not ours");
        final Retention retention = new Retention(manifest);
        final Retention.Rule rule = new Retention.Rule(Duration.ofDays(1), 0, 0, 0, 1_000);
        final long nowUsec = OwnFiles.BEGIN_USEC + 20_000 * DAY_USEC;
        int steps = 0;
        Retention.Step step;
        do {
            step = retention.step(rule, nowUsec);
            assertTrue(step.deletedFiles() <= 1_000);
            steps++;
        } while (step.isMoreLeft());
        assertEquals(10, steps);
        assertEquals(List.of("notes.pcap"), captures());
        assertTrue(Files.exists(foreign));
        assertTrue(Files.size(folder.resolve(FileManifest.NAME)) < 64 << 10, "the manifest did not shrink");
    }

    @Test
    @SuppressWarnings("try") // Held, and closed in the middle.
    void shouldLeaveWhatIsReadAndWhatIsNotOurs() throws Exception {
        OwnFiles.daily(manifest, 3, 1);
        // Ours by name, but somebody else's by now.
        Files.writeString(folder.resolve("day-1.pcap"), "longer than it was");
        final Path precious = Files.writeString(folder.resolve("precious"), "1");
        Files.createSymbolicLink(folder.resolve("link.pcap"), precious);
        Files.createDirectory(folder.resolve("folder.pcap"));
        manifest.add(OwnFiles.entry("link.pcap", 1), OwnFiles.entry("folder.pcap", 4096));
        final Retention retention = new Retention(manifest);
        final Retention.Rule rule = new Retention.Rule(Duration.ofDays(1), 1, 1, 0, 100);
        final long nowUsec = OwnFiles.BEGIN_USEC + 9_000 * DAY_USEC;
        try (FilesInUse.Use first = FilesInUse.open(folder.resolve("day-0.pcap"));
                FilesInUse.Use second = FilesInUse.open(folder.resolve("day-0.pcap"))) {
            assertEquals(1, retention.step(rule, nowUsec).deletedFiles());
            assertEquals(List.of("day-0.pcap", "day-1.pcap", "folder.pcap", "link.pcap"), captures());
            first.close();
            assertEquals(0, retention.step(rule, nowUsec).deletedFiles());
            second.close();
            assertEquals(1, retention.step(rule, nowUsec).deletedFiles());
        }
        assertEquals("1", Files.readString(precious));
        assertTrue(Files.exists(folder.resolve("link.pcap"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    @SuppressWarnings("try") // Held, and closed in the middle.
    void shouldNameWhatCannotBeDeletedAndTryAgainMuchLater() throws Exception {
        final Path mounted = Files.createDirectory(folder.resolve("disk"));
        try (SmallDisk disk = SmallDisk.mount(mounted, 1 << 20)) {
            final FileManifest other = FileManifest.of(mounted);
            OwnFiles.daily(other, 2, 1);
            Commands.run("mount", "-o", "remount,ro", mounted.toString());
            final Retention retention = new Retention(other);
            final Retention.Rule rule = new Retention.Rule(Duration.ofDays(1), 0, 0, 0, 100);
            final long nowUsec = OwnFiles.BEGIN_USEC + 100 * DAY_USEC;
            final List<Retention.Failure> failures =
                    retention.step(rule, nowUsec).failures();
            assertEquals(
                    List.of("day-0.pcap", "day-1.pcap"),
                    failures.stream().map(each -> each.file().name()).toList());
            assertFalse(failures.get(0).reason().isEmpty());
            assertEquals(List.of(), retention.step(rule, nowUsec + 1_000_000).failures());

            Commands.run("mount", "-o", "remount,rw", mounted.toString());
            assertEquals(
                    2,
                    retention.step(rule, nowUsec + TimeUnit.MINUTES.toMicros(6)).deletedFiles());
        }
    }

    private List<String> captures() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(each -> each.getFileName().toString())
                    .filter(name -> name.endsWith(".pcap"))
                    .sorted()
                    .toList();
        }
    }
}
