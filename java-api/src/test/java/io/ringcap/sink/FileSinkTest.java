package io.ringcap.sink;

import static io.ringcap.sink.TestBlocks.SOME_TIME_NS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.SessionId;
import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.PacketBlock;
import io.ringcap.sink.FileReaders.Block;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileSinkTest {
    private static final int ETHERNET = 1;
    private static final CaptureInterface CARD =
            new CaptureInterface(0, "eth0", ETHERNET, 262_144, null, null, null, true, false);
    private static final FileOptions SYNCED = FileOptions.builder().synced(true).build();
    private static final long START_US = 1_732_179_600_000_001L;

    @TempDir
    Path temp;

    private final List<CaptureFileInfo> published = new ArrayList<>();
    private final TestBlocks blocks = new TestBlocks();

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void shouldShowTheNameOnlyWhenTheFileIsWhole(FileFormat format) throws Exception {
        final Path folder = temp.resolve("a/b");
        final String name = "capture_1732179600000_00000." + format.extension();
        try (OpenSink sink = open(new FileSink(folder, format, SYNCED))) {
            assertEquals(List.of(name + ".commit", name + ".part"), FileReaders.names(folder));
            sink.writer.begin(List.of(CARD));
            sink.writer.onBlock(twoPackets());
            sink.writer.onBlock(twoPackets());
            assertEquals(4, sink.writer.writtenPackets());
            assertEquals(Files.size(folder.resolve(name + ".part")), sink.writer.fileBytes());
            assertEquals(List.of(), published);

            sink.writer.finish(List.of(new InterfaceTotals(0, 4, 0, -1)));

            assertEquals(List.of(name), FileReaders.names(folder));
        }
        final Path file = folder.resolve(name);
        final CaptureFileInfo info = published.get(0);
        assertEquals(
                new CaptureFileInfo(
                        format.extension(),
                        file.toString(),
                        Files.size(file),
                        0,
                        info.createdTs(),
                        4,
                        SOME_TIME_NS / 1000,
                        SOME_TIME_NS / 1000 + 1,
                        false,
                        false,
                        null),
                info);
        assertEquals(1, published.size());
        assertTrue(Math.abs(System.currentTimeMillis() * 1000 - info.createdTs()) < 60_000_000L, info.toString());
        assertEquals("rw-r-----", mode(file));
        assertEquals("rwxr-x---", mode(folder));
        assertEquals("rwxr-x---", mode(folder.resolve("..").normalize()));
        assertEquals(4, FileReaders.tshark(file).size());
    }

    @Test
    void shouldDescribeTheSessionInAPcapngFile() throws Exception {
        final CaptureFileInfo info;
        try (OpenSink sink = open(new FileSink(temp, FileFormat.PCAPNG))) {
            sink.writer.begin(List.of(CARD));
            sink.writer.onBlock(twoPackets());
            sink.writer.finish(List.of(new InterfaceTotals(0, 12, 10, -1)));
            info = published.get(0);
        }

        final Path file = Path.of(info.filePath());
        final SortedMap<Integer, byte[]> section =
                FileReaders.blocks(file, FileReaders.SECTION_HEADER).get(0).options(16);
        assertTrue(new String(section.get(1), StandardCharsets.UTF_8).startsWith("session capture_1732179600000"));
        final Block statistics =
                FileReaders.blocks(file, FileReaders.INTERFACE_STATISTICS).get(0);
        final SortedMap<Integer, byte[]> options = statistics.options(12);
        assertEquals(Set.of(2, 3, 4, 7, 8), options.keySet());
        assertEquals(START_US * 1000, time(options.get(2)));
        assertTrue(time(options.get(3)) >= info.createdTs() * 1000);
        assertTrue(FileReaders.capinfos(file).contains("Filter string = udp"));
    }

    @Test
    void shouldNeverTakeANameThatIsInUse() throws Exception {
        Files.writeString(temp.resolve("capture_1732179600000_00000.pcap"), "mine");
        Files.writeString(temp.resolve("capture_1732179600000_00000-2.pcap.part"), "mine too");
        final ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            final List<Callable<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                tasks.add(() -> {
                    final List<CaptureFileInfo> infos = new ArrayList<>();
                    final SinkWriter writer = new FileSink(temp, FileFormat.PCAP).open(context("pcap", infos));
                    writer.begin(List.of(CARD));
                    writer.finish(List.of());
                    writer.close();
                    return infos.get(0).filePath();
                });
            }
            final Set<String> paths = new HashSet<>();
            for (Future<String> path : threads.invokeAll(tasks)) {
                assertTrue(paths.add(path.get()), "twice: " + path.get());
            }
            assertTrue(paths.contains(
                    temp.resolve("capture_1732179600000_00000-3.pcap").toString()));
        } finally {
            threads.shutdownNow();
        }
        assertEquals(42, FileReaders.names(temp).size());
        assertEquals("mine", Files.readString(temp.resolve("capture_1732179600000_00000.pcap")));
        assertEquals("mine too", Files.readString(temp.resolve("capture_1732179600000_00000-2.pcap.part")));
    }

    @Test
    void shouldLeaveAFileAloneThatTookItsNameInTheMeantime() throws Exception {
        final Path foreign = temp.resolve("capture_1732179600000_00000.pcap");
        try (OpenSink sink = open(new FileSink(temp, FileFormat.PCAP))) {
            assertEquals(foreign.toString(), sink.writer.output());
            sink.writer.begin(List.of(CARD));
            Files.writeString(foreign, "not ours");
            sink.writer.finish(List.of());
            assertEquals(temp.resolve("capture_1732179600000_00000-2.pcap").toString(), sink.writer.output());
        }

        assertEquals("not ours", Files.readString(foreign));
        assertEquals(
                List.of("capture_1732179600000_00000-2.pcap", "capture_1732179600000_00000.pcap"),
                FileReaders.names(temp));
    }

    @Test
    void shouldPublishOnAFileSystemWithoutLinksAndModes() throws Exception {
        final Path extracted = temp.resolve("extracted.pcapng");
        try (FileSystem zip = FileSystems.newFileSystem(temp.resolve("zip.zip"), Map.of("create", "true"))) {
            final Path folder = zip.getPath("captures");
            try (OpenSink sink = open(new FileSink(folder, FileFormat.PCAPNG))) {
                sink.writer.begin(List.of(CARD));
                sink.writer.onBlock(twoPackets());
                Files.writeString(folder.resolve("capture_1732179600000_00000.pcapng"), "not ours");
                sink.writer.finish(List.of());
            }
            assertEquals("not ours", Files.readString(folder.resolve("capture_1732179600000_00000.pcapng")));
            assertEquals(
                    List.of("capture_1732179600000_00000-2.pcapng", "capture_1732179600000_00000.pcapng"),
                    FileReaders.names(folder));
            Files.copy(folder.resolve("capture_1732179600000_00000-2.pcapng"), extracted);
        }

        assertEquals(2, FileReaders.tshark(extracted).size());
    }

    @Test
    void shouldTellTwoSinksOfASessionApartAndKeepNamesInTheFolder() throws Exception {
        final SinkWriter second = new FileSink(temp, FileFormat.PCAP).open(context("../pcap-2", published));

        assertEquals(
                List.of(
                        "capture_1732179600000_00000_.._pcap-2.pcap.commit",
                        "capture_1732179600000_00000_.._pcap-2.pcap.part"),
                FileReaders.names(temp));
        second.close();
    }

    @Test
    void shouldRemoveAFileThatHoldsNothingWhenClosed() throws Exception {
        final OpenSink neverBegun = open(new FileSink(temp, FileFormat.PCAP));
        neverBegun.close();
        neverBegun.close();
        final OpenSink withoutPackets = open(new FileSink(temp, FileFormat.PCAPNG));
        withoutPackets.writer.begin(List.of(CARD));
        withoutPackets.close();

        assertEquals(List.of(), FileReaders.names(temp));
        assertEquals(List.of(), published);
    }

    @Test
    void shouldLeaveUnfinishedPacketsUnderTheTemporaryName() throws Exception {
        final OpenSink sink = open(new FileSink(temp, FileFormat.PCAP));
        sink.writer.begin(List.of(CARD));
        sink.writer.onBlock(twoPackets());
        sink.close();
        sink.close();

        assertEquals(
                List.of("capture_1732179600000_00000.pcap.commit", "capture_1732179600000_00000.pcap.part"),
                FileReaders.names(temp));
        assertEquals(
                2,
                FileReaders.tshark(temp.resolve("capture_1732179600000_00000.pcap.part"))
                        .size());
        assertEquals(List.of(), published);
    }

    @Test
    void shouldPublishWhatIsWholeAfterAFailureElsewhere() throws Exception {
        try (OpenSink sink = open(new FileSink(temp, FileFormat.PCAPNG))) {
            sink.writer.begin(List.of(CARD));
            sink.writer.onBlock(twoPackets());
            sink.writer.fail(new IllegalStateException("elsewhere"));
            sink.writer.fail(new IllegalStateException("again"));
        }

        assertEquals(1, published.size());
        assertTrue(published.get(0).truncated());
        assertEquals(2, FileReaders.tshark(Path.of(published.get(0).filePath())).size());
        assertEquals(List.of("capture_1732179600000_00000.pcapng"), FileReaders.names(temp));
    }

    @Test
    void shouldRemoveAFileWithoutPacketsAfterAFailure() throws Exception {
        try (OpenSink sink = open(new FileSink(temp, FileFormat.PCAP))) {
            final CaptureInterface other = new CaptureInterface(1, "any", 276, 96, null, null, null, true, false);
            final CaptureException refusal =
                    assertThrows(CaptureException.class, () -> sink.writer.begin(List.of(CARD, other)));
            sink.writer.fail(refusal);
            assertEquals(0, sink.writer.fileBytes());
        }

        assertEquals(List.of(), FileReaders.names(temp));
        assertEquals(List.of(), published);
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void shouldSaveItsPacketsWhenItsThreadIsInterrupted(FileFormat format) throws Exception {
        try (OpenSink sink = open(new FileSink(temp, format, SYNCED))) {
            sink.writer.begin(List.of(CARD));
            sink.writer.onBlock(twoPackets());
            Thread.currentThread().interrupt();
            final IOException failure = assertThrows(IOException.class, () -> sink.writer.onBlock(twoPackets()));
            assertTrue(failure.getCause() instanceof ClosedByInterruptException, failure.toString());
            sink.writer.fail(failure);
        } finally {
            assertTrue(Thread.interrupted(), "the interrupt is kept for its addressee");
        }

        assertEquals(2, published.get(0).packets());
        assertTrue(published.get(0).truncated());
        assertEquals(2, FileReaders.tshark(Path.of(published.get(0).filePath())).size());
    }

    @Test
    void shouldIgnoreBlocksWithoutPackets() throws Exception {
        try (OpenSink sink = open(new FileSink(temp, FileFormat.PCAPNG))) {
            sink.writer.begin(List.of(CARD));
            final long headerBytes = sink.writer.fileBytes();
            sink.writer.onBlock(
                    blocks.begin(0, ETHERNET).flags(BlockLayout.FLAG_END).block());
            assertEquals(headerBytes, sink.writer.fileBytes());
            sink.writer.finish(List.of());
        }

        assertEquals(0, published.get(0).packets());
        assertEquals(0, published.get(0).firstPacketTs());
        assertFalse(published.get(0).truncated());
        assertTrue(FileReaders.capinfos(Path.of(published.get(0).filePath())).contains("Number of packets:   0"));
    }

    @Test
    void shouldSayWhyTheFolderCannotBeMade() throws Exception {
        final Path file = Files.writeString(temp.resolve("file"), "");
        for (Path folder : List.of(file, file.resolve("below"))) {
            final IOException refusal =
                    assertThrows(IOException.class, () -> open(new FileSink(folder, FileFormat.PCAP)));
            assertTrue(refusal.getMessage().contains("cannot make the folder " + folder), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("choose one whose parent"), refusal.getMessage());
        }
    }

    @Test
    void shouldSayWhyTheFileCannotBeMade() throws Exception {
        // No user, not even root, makes files there.
        final Path folder = Path.of("/proc/self/fdinfo");
        final IOException refusal = assertThrows(IOException.class, () -> open(new FileSink(folder, FileFormat.PCAP)));
        assertTrue(refusal.getMessage().contains("cannot create " + folder), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("make the folder writable"), refusal.getMessage());
    }

    private PacketBlock twoPackets() {
        return blocks.begin(0, ETHERNET)
                .packet(SOME_TIME_NS, TestBlocks.bytes(60, 1))
                .packet(SOME_TIME_NS + 1000, TestBlocks.bytes(61, 2))
                .block();
    }

    private OpenSink open(Sink sink) throws IOException {
        return new OpenSink(sink.open(context(sink.name(), published)));
    }

    private static SinkContext context(String sinkName, List<CaptureFileInfo> published) {
        return new SinkContext(
                new SessionId(1, "", "capture_1732179600000"),
                sinkName,
                START_US,
                "udp",
                "eth0",
                FileOptions.defaults(),
                published::add,
                gone -> {});
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static long time(byte[] option) {
        assertArrayEquals(new int[] {8}, new int[] {option.length});
        final ByteBuffer halves = ByteBuffer.wrap(option).order(ByteOrder.nativeOrder());
        return Integer.toUnsignedLong(halves.getInt(0)) << 32 | Integer.toUnsignedLong(halves.getInt(4));
    }

    /** A writer that is closed whatever a test finds. */
    private record OpenSink(SinkWriter writer) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            writer.close();
        }
    }
}
