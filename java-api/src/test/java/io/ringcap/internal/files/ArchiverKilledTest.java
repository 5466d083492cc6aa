package io.ringcap.internal.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CompressFormat;
import io.ringcap.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that is killed while it compresses leaves each file whole, once or twice; the next one puts that right. */
class ArchiverKilledTest {
    private static final int KILLS = 6;
    private static final int BYTES = 3_000_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(CompressFormat.class)
    void shouldLeaveOriginalOrArchiveWhenKilled(CompressFormat format) throws Exception {
        final boolean isGathering = Archiver.isGathering(format);
        final Random moments = new Random();
        int killedInTheMiddle = 0;
        for (int i = 0; i < KILLS; i++) {
            final Path place = Files.createDirectory(folder.resolve("kill-" + i));
            final FileManifest manifest = FileManifest.of(place);
            final List<FileManifest.Entry> files = new ArrayList<>();
            for (int file = 0; file < (isGathering ? 3 : 1); file++) {
                files.add(OwnFiles.make(manifest, file + ".pcap", BYTES));
            }
            // The first one as soon as there is anything to see.
            final int waitedMs = i == 0 ? 0 : moments.nextInt(isGathering ? 900 : 300);
            killAfter(waitedMs, place, format, files);
            killedInTheMiddle += Files.exists(place.resolve(ArchiveFile.TEMPORARY)) ? 1 : 0;

            final String when = "killed after " + waitedMs + " ms: " + names(place);
            new Archiver(() -> false).settle(manifest);
            assertFalse(Files.exists(place.resolve(ArchiveFile.TEMPORARY)), when);
            assertEachOnce(place, format, files, when);
            assertEquals(List.of(), manifest.pending(), when);
            // And it can be gone on with.
            final List<FileManifest.Entry> left =
                    manifest.read().stream().filter(each -> !each.isArchive()).toList();
            if (!left.isEmpty()) {
                new Archiver(() -> false).compress(manifest, left, format, 1);
            }
            assertTrue(manifest.read().stream().allMatch(FileManifest.Entry::isArchive), when);
        }
        assertTrue(killedInTheMiddle > 0, "each was killed before it began or after its end");
    }

    @Test
    void shouldRemoveOriginalsBesideAWholeArchive() throws Exception {
        final FileManifest manifest = FileManifest.of(folder);
        final List<FileManifest.Entry> files =
                List.of(OwnFiles.make(manifest, "0.pcap", BYTES), OwnFiles.make(manifest, "1.pcap", BYTES));
        final List<byte[]> contents = new ArrayList<>();
        for (FileManifest.Entry file : files) {
            contents.add(Files.readAllBytes(folder.resolve(file.name())));
        }
        final Archiver archiver = new Archiver(() -> false);
        final Archive archive = archiver.compress(manifest, files, CompressFormat.TAR_GZ, 1);
        // As it was a moment before the end.
        final FileManifest.Entry entry = manifest.read().get(0);
        manifest.begin(new PendingArchive(entry, List.of("0.pcap", "1.pcap")));
        Files.write(folder.resolve("0.pcap"), contents.get(0));
        Files.write(folder.resolve("1.pcap"), new byte[BYTES]);
        archiver.settle(manifest);
        assertTrue(Files.notExists(folder.resolve("0.pcap")));
        assertEquals(BYTES, Files.size(folder.resolve("1.pcap")), "not what the archive holds, so it stays");
        assertTrue(Files.exists(archive.path()));
        assertEquals(List.of(), manifest.pending());
    }

    @Test
    void shouldTakeNoForeignFileForAnArchiveOfItsOwn() throws Exception {
        final FileManifest manifest = FileManifest.of(folder);
        final FileManifest.Entry file = OwnFiles.make(manifest, "0.pcap", BYTES);
        Files.writeString(folder.resolve("0.pcap.gz"), "foreign");
        manifest.begin(new PendingArchive(OwnFiles.entry("0.pcap.gz", 7), List.of("0.pcap")));
        new Archiver(() -> false).settle(manifest);
        assertEquals(List.of(file), manifest.read());
        assertEquals(BYTES, Files.size(folder.resolve("0.pcap")));
        assertEquals("foreign", Files.readString(folder.resolve("0.pcap.gz")));
    }

    private static void killAfter(int ms, Path place, CompressFormat format, List<FileManifest.Entry> files)
            throws Exception {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ArchiverChild.class.getName(),
                place.toString(),
                format.name()));
        files.forEach(file -> command.add(file.name()));
        final Process child = new ProcessBuilder(command)
                .redirectError(Path.of("/dev/null").toFile())
                .start();
        try {
            assertEquals('!', child.getInputStream().read(), "the other process did not come up");
            while (child.isAlive() && Files.notExists(place.resolve(ArchiveFile.TEMPORARY))) {
                Thread.onSpinWait();
            }
            TimeUnit.MILLISECONDS.sleep(ms);
        } finally {
            child.destroyForcibly();
        }
        assertTrue(child.waitFor(10, TimeUnit.SECONDS));
    }

    private static void assertEachOnce(Path place, CompressFormat format, List<FileManifest.Entry> files, String when)
            throws IOException {
        final String ending = "." + format.text();
        final List<String> archives =
                names(place).stream().filter(name -> name.endsWith(ending)).toList();
        final boolean isArchived = !archives.isEmpty();
        final Path out = isArchived ? extract(place.resolve(archives.get(0)), format) : place;
        for (FileManifest.Entry file : files) {
            assertEquals(isArchived, Files.notExists(place.resolve(file.name())), when);
            assertArrayEquals(
                    OwnFiles.content(file.name().hashCode(), BYTES),
                    Files.readAllBytes(out.resolve(file.name())),
                    when);
        }
    }

    private static Path extract(Path archive, CompressFormat format) throws IOException {
        final Path out = Files.createTempDirectory(archive.getParent().getParent(), "out");
        final String target = out.resolve("0.pcap").toString();
        final String from = archive.toString();
        switch (format) {
            case TAR_GZ -> Commands.run("tar", "xzf", from, "-C", out.toString());
            case ZIP -> Commands.run("unzip", "-q", from, "-d", out.toString());
            case GZ -> {
                Files.copy(archive, out.resolve("0.pcap.gz"));
                Commands.run("gunzip", target + ".gz");
            }
            case ZST -> Commands.run("zstd", "-dq", from, "-o", target);
        }
        return out;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }
}
