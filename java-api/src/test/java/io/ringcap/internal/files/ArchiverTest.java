package io.ringcap.internal.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CompressFormat;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.testing.ChildJvm;
import io.ringcap.testing.Commands;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SmallDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchiverTest {
    private static final int BYTES = 300_000;
    private static final long DISK_BYTES = 4 << 20;

    @TempDir
    Path folder;

    private FileManifest manifest;
    private final Archiver archiver = new Archiver(() -> false);

    @BeforeEach
    void open() throws IOException {
        manifest = FileManifest.of(folder);
    }

    @Test
    void shouldMakeTarGzThatTarReads() throws Exception {
        final String longName = "x".repeat(180) + "\u00fc.pcap";
        final List<FileManifest.Entry> files = List.of(
                OwnFiles.make(manifest, "a_0.pcap", BYTES),
                OwnFiles.make(manifest, longName, BYTES + 1),
                OwnFiles.make(manifest, "empty.pcap", 0));
        final Archive archive = archiver.compress(manifest, files, CompressFormat.TAR_GZ, 9);
        assertEquals("a_0+2.tar.gz", archive.path().getFileName().toString());
        Commands.run("gzip", "-t", archive.path().toString());
        final Path out = Files.createDirectory(folder.resolve("out"));
        Commands.run("tar", "xzf", archive.path().toString(), "-C", out.toString());
        assertContents(out, files);
        assertOnlyArchiveLeft(archive, files);
    }

    @Test
    void shouldMakeZipThatUnzipReads() throws Exception {
        final List<FileManifest.Entry> files =
                List.of(OwnFiles.make(manifest, "a.pcap", BYTES), OwnFiles.make(manifest, "b.pcap", BYTES));
        final Archive archive = archiver.compress(manifest, files, CompressFormat.ZIP, 1);
        final Path out = Files.createDirectory(folder.resolve("out"));
        Commands.run("python3", "-m", "zipfile", "-t", archive.path().toString());
        Commands.run("unzip", "-q", archive.path().toString(), "-d", out.toString());
        assertContents(out, files);
        assertOnlyArchiveLeft(archive, files);
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressFormat.class,
            names = {"GZ", "ZST"})
    void shouldCompressAFileByItselfSoThatWiresharkReadsIt(CompressFormat format) throws Exception {
        final Path capture = folder.resolve("a.pcap");
        PcapFiles.micros()
                .packet(1_000_000_000L, new byte[60])
                .packet(2_000_000_000L, new byte[1_000])
                .write(capture);
        final byte[] content = Files.readAllBytes(capture);
        final FileManifest.Entry entry = OwnFiles.entry("a.pcap", content.length);
        manifest.add(entry);
        final Archive archive = archiver.compress(manifest, List.of(entry), format, 6);

        assertEquals("a.pcap." + format.text(), archive.path().getFileName().toString());
        Commands.run(
                format == CompressFormat.GZ ? "gzip" : "zstd",
                "-tq",
                archive.path().toString());
        final String frames =
                Commands.run("tshark", "-r", archive.path().toString(), "-T", "fields", "-e", "frame.len");
        assertEquals(List.of("60", "1000"), frames.lines().toList());
        assertOnlyArchiveLeft(archive, List.of(entry));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(archive.path())));
    }

    @ParameterizedTest
    @EnumSource(CompressFormat.class)
    void shouldKeepTheOriginalWhenTheArchiveIsDamaged(CompressFormat format) throws Exception {
        final FileManifest.Entry file = OwnFiles.make(manifest, "a.pcap", BYTES);
        final Archiver damaged = new Archiver(() -> false, temporary -> flipByteIn(temporary));
        final CaptureException failure =
                assertThrows(CaptureException.class, () -> damaged.compress(manifest, List.of(file), format, 6));
        assertEquals(ErrorCode.CLEAN_COMPRESS_FAILED, failure.code());
        assertTrue(failure.getMessage().contains("the originals stay"), failure.getMessage());
        assertUntouched(file);
    }

    @Test
    void shouldKeepAnOriginalThatChangesMeanwhile() throws Exception {
        final FileManifest.Entry file = OwnFiles.make(manifest, "a.pcap", BYTES);
        final Archiver late = new Archiver(
                () -> false,
                temporary -> Files.writeString(folder.resolve("a.pcap"), "more", StandardOpenOption.APPEND));
        final CaptureException failure = assertThrows(
                CaptureException.class, () -> late.compress(manifest, List.of(file), CompressFormat.GZ, 6));
        assertEquals(ErrorCode.CLEAN_COMPRESS_FAILED, failure.code());
        assertEquals(BYTES + 4, Files.size(folder.resolve("a.pcap")));
        assertEquals(List.of(".ringcap-archive.lock", ".ringcap-files", "a.pcap"), names(folder));
    }

    @ParameterizedTest
    @EnumSource(CompressFormat.class)
    @SuppressWarnings("try") // Held, and closed in the middle.
    void shouldSayThatTheDiskIsFullAndLeaveTheOriginal(CompressFormat format) throws Exception {
        final Path mounted = Files.createDirectory(folder.resolve("disk"));
        try (SmallDisk disk = SmallDisk.mount(mounted, DISK_BYTES)) {
            final FileManifest small = FileManifest.of(mounted);
            // Compresses by half, and there is room for a third.
            final FileManifest.Entry file = OwnFiles.make(small, "a.pcap", (int) (DISK_BYTES * 3 / 4));
            final CaptureException failure =
                    assertThrows(CaptureException.class, () -> archiver.compress(small, List.of(file), format, 1));
            assertEquals(ErrorCode.CLEAN_DISK_FULL, failure.code(), failure.getMessage());
            assertEquals(List.of(".ringcap-archive.lock", ".ringcap-files", "a.pcap"), names(mounted));
            assertArrayEquals(
                    OwnFiles.content("a.pcap".hashCode(), (int) file.size()),
                    Files.readAllBytes(mounted.resolve("a.pcap")));
        }
    }

    @ParameterizedTest
    @EnumSource(CompressFormat.class)
    void shouldStopBetweenBuffers(CompressFormat format) throws Exception {
        final FileManifest.Entry file = OwnFiles.make(manifest, "a.pcap", 2_000_000);
        final AtomicInteger asked = new AtomicInteger();
        final Archiver stopped = new Archiver(() -> asked.incrementAndGet() > 10);
        assertThrows(CancellationException.class, () -> stopped.compress(manifest, List.of(file), format, 6));
        assertEquals(11, asked.get(), "went on after it was cancelled");
        assertUntouched(file);
    }

    @Test
    void shouldNeverReplaceAFile() throws Exception {
        Files.writeString(folder.resolve("a.pcap.gz"), "foreign");
        final FileManifest.Entry file = OwnFiles.make(manifest, "a.pcap", BYTES);
        final Archive archive = archiver.compress(manifest, List.of(file), CompressFormat.GZ, 6);
        assertEquals("a-2.pcap.gz", archive.path().getFileName().toString());
        assertEquals("foreign", Files.readString(folder.resolve("a.pcap.gz")));
    }

    @Test
    @SuppressWarnings("try") // Held, and closed in the middle.
    void shouldKeepAnOriginalThatIsReadUntilTheFolderIsPutRight() throws Exception {
        final FileManifest.Entry file = OwnFiles.make(manifest, "a.pcap", BYTES);
        try (FilesInUse.Use use = FilesInUse.open(folder.resolve("a.pcap"))) {
            archiver.compress(manifest, List.of(file), CompressFormat.GZ, 6);
            archiver.settle(manifest);
            assertTrue(FilesInUse.isUsed(folder.resolve("a.pcap")));
            assertEquals(BYTES, Files.size(folder.resolve("a.pcap")));
            use.close();
        }
        archiver.settle(manifest);
        assertTrue(Files.notExists(folder.resolve("a.pcap")));
        assertEquals(
                List.of("a.pcap.gz"),
                manifest.read().stream().map(FileManifest.Entry::name).toList());
    }

    @Test
    void shouldPassOverWhatIsGoneOrAnotherFileByNow() throws Exception {
        final FileManifest.Entry gone = OwnFiles.entry("gone.pcap", 10);
        final FileManifest.Entry link = OwnFiles.entry("link.pcap", 8);
        final Path foreign = Files.writeString(folder.resolve("precious"), "8 bytes!");
        Files.createSymbolicLink(folder.resolve("link.pcap"), foreign);
        final FileManifest.Entry grown = OwnFiles.make(manifest, "grown.pcap", 10);
        Files.writeString(folder.resolve("grown.pcap"), "more", StandardOpenOption.APPEND);
        assertNull(archiver.compress(manifest, List.of(gone, link, grown), CompressFormat.ZIP, 6));
        assertEquals("8 bytes!", Files.readString(foreign));
        assertEquals(14, Files.size(folder.resolve("grown.pcap")));
    }

    @Test
    void shouldNameTheJarThatIsMissing() throws Exception {
        assertMissing("zstd-jni", CompressFormat.ZST, "com.github.luben:zstd-jni");
        assertMissing("commons-compress", CompressFormat.TAR_GZ, "org.apache.commons:commons-compress");
        assertMissing("commons-lang3", CompressFormat.TAR_GZ, "org.apache.commons:commons-lang3");
        assertMissing("commons-io", CompressFormat.TAR_GZ, "commons-io:commons-io");
    }

    private void assertMissing(String jar, CompressFormat format, String named) throws Exception {
        OwnFiles.make(manifest, "a.pcap", BYTES);
        final String said =
                new ChildJvm(ArchiverChild.class).without(jar).run(folder.toString(), format.name(), "a.pcap");
        assertTrue(said.contains("CLEAN_COMPRESS_FAILED") && said.contains(named), said);
        assertEquals(BYTES, Files.size(folder.resolve("a.pcap")));
    }

    private void assertUntouched(FileManifest.Entry file) throws IOException {
        assertEquals(List.of(".ringcap-archive.lock", ".ringcap-files", file.name()), names(folder));
        assertArrayEquals(
                OwnFiles.content(file.name().hashCode(), (int) file.size()),
                Files.readAllBytes(folder.resolve(file.name())));
        assertEquals(List.of(), manifest.pending());
    }

    private void assertOnlyArchiveLeft(Archive archive, List<FileManifest.Entry> files) throws IOException {
        final List<FileManifest.Entry> left = manifest.read();
        assertEquals(1, left.size());
        assertEquals(archive.path().getFileName().toString(), left.get(0).name());
        assertEquals(Files.size(archive.path()), left.get(0).size());
        assertEquals(files.size(), left.get(0).packets());
        assertTrue(left.get(0).isArchive());
        assertEquals(List.of(), manifest.pending());
        for (FileManifest.Entry file : files) {
            assertTrue(Files.notExists(folder.resolve(file.name())), file.name());
        }
    }

    private static void assertContents(Path out, List<FileManifest.Entry> files) throws IOException {
        for (FileManifest.Entry file : files) {
            assertArrayEquals(
                    OwnFiles.content(file.name().hashCode(), (int) file.size()),
                    Files.readAllBytes(out.resolve(file.name())));
        }
    }

    private static void flipByteIn(Path temporary) throws IOException {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final ByteBuffer one = ByteBuffer.allocate(1);
            final long at = channel.size() / 2;
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 0x55)).rewind();
            channel.write(one, at);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }
}
