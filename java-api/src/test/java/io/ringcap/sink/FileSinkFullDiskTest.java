package io.ringcap.sink;

import static io.ringcap.sink.TestBlocks.SOME_TIME_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import io.ringcap.config.OnDiskFull;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.SessionId;
import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.PacketBlock;
import io.ringcap.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk of one megabyte that really gets full; mounting it takes root. */
class FileSinkFullDiskTest {
    private static final int DISK_BYTES = 1 << 20;

    /** The page that says how much of the file is whole, while it is written. */
    private static final int COMMIT_BYTES = 4096;

    private static final int ETHERNET = 1;
    private static final CaptureInterface CARD =
            new CaptureInterface(0, "eth0", ETHERNET, 262_144, null, null, null, true, false);

    @TempDir
    Path disk;

    private final List<CaptureFileInfo> published = new ArrayList<>();
    private @Nullable SmallDisk mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = SmallDisk.mount(disk, DISK_BYTES);
    }

    @AfterEach
    void unmount() {
        if (mounted != null) {
            mounted.close();
        }
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void shouldPublishExactlyThePacketsThatFit(FileFormat format) throws Exception {
        final SinkWriter writer = open(format);
        writer.begin(List.of(CARD));
        final TestBlocks blocks = new TestBlocks();
        final long headerBytes = writer.fileBytes();

        final IOException failure = assertThrows(IOException.class, () -> {
            for (int i = 0; i < 10; i++) {
                writer.onBlock(
                        blocks.begin(0, ETHERNET).fill(SOME_TIME_NS, 1_000).block());
            }
        });
        writer.fail(failure);
        final long written = writer.writtenPackets();
        writer.close();

        assertTrue(failure.getMessage().contains("No space left on device; free some space"), failure.getMessage());
        final int recordBytes = format == FileFormat.PCAP ? 1_016 : 1_032;
        assertEquals((DISK_BYTES - COMMIT_BYTES - headerBytes) / recordBytes, written);
        final CaptureFileInfo info = published.get(0);
        final Path file = Path.of(info.filePath());
        assertEquals(1, published.size());
        assertTrue(info.truncated());
        assertEquals(written, info.packets());
        assertEquals(headerBytes + written * recordBytes, Files.size(file));
        assertEquals(Files.size(file), info.fileSize());
        assertEquals(Files.size(file), writer.fileBytes());
        assertEquals(written, FileReaders.tshark(file).size());
        assertEquals(List.of(String.valueOf(file.getFileName())), FileReaders.names(disk));
        final long perBlock = (BlockLayout.MIN_BLOCK_BYTES - BlockLayout.HEADER_BYTES) / 1_016;
        assertEquals(SOME_TIME_NS / 1000 + (written - 1) % perBlock, lastTime(file));
        assertEquals(SOME_TIME_NS / 1000 + perBlock - 1, info.lastPacketTs());
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void shouldRemoveTheFileWhenNotOnePacketFits(FileFormat format) throws Exception {
        Files.write(disk.resolve("other"), new byte[DISK_BYTES - 8192 - COMMIT_BYTES]);
        final SinkWriter writer = open(format);
        writer.begin(List.of(CARD));
        final PacketBlock block = new TestBlocks()
                .begin(0, ETHERNET)
                .packet(SOME_TIME_NS, new byte[200_000])
                .block();

        final IOException failure = assertThrows(IOException.class, () -> writer.onBlock(block));
        writer.fail(failure);
        writer.close();

        assertEquals(0, writer.writtenPackets());
        assertEquals(0, writer.fileBytes());
        assertEquals(List.of(), published);
        assertEquals(List.of("other"), FileReaders.names(disk));
    }

    @Test
    void shouldKeepAllPacketsWhenOnlyTheStatisticsDoNotFit() throws Exception {
        final SinkWriter writer = open(FileFormat.PCAPNG);
        writer.begin(List.of(CARD));
        final TestBlocks blocks = new TestBlocks(2 << 20);
        blocks.begin(0, ETHERNET);
        int left = DISK_BYTES - COMMIT_BYTES - (int) writer.fileBytes();
        while (left > 300_000) {
            blocks.packet(SOME_TIME_NS, new byte[100_000]);
            left -= 100_000 + 32;
        }
        writer.onBlock(blocks.packet(SOME_TIME_NS, new byte[left - 32 - 100_032])
                .packet(SOME_TIME_NS, new byte[100_000])
                .block());
        assertEquals(DISK_BYTES - COMMIT_BYTES, writer.fileBytes());

        final IOException failure =
                assertThrows(IOException.class, () -> writer.finish(List.of(new InterfaceTotals(0, 9, 0, 0))));
        writer.fail(failure);
        writer.close();

        final CaptureFileInfo info = published.get(0);
        assertFalse(info.truncated(), "no packet is missing");
        assertEquals(DISK_BYTES - COMMIT_BYTES, info.fileSize());
        assertEquals(
                info.packets(), FileReaders.tshark(Path.of(info.filePath())).size());
    }

    @Test
    void shouldKeepTheTemporaryNameOfAnExportThatDidNotFit() throws Exception {
        final Path file = disk.resolve("export.pcapng");
        final TestBlocks blocks = new TestBlocks(2 << 20);
        final CaptureFileWriter writer = new CaptureFileWriter(file, FileFormat.PCAPNG, List.of(CARD), "", "");
        final PacketBlock block =
                blocks.begin(0, ETHERNET).fill(SOME_TIME_NS, 1_000).block();
        assertThrows(IOException.class, () -> writer.write(block));
        writer.close();

        assertTrue(writer.packets() > 900, "written: " + writer.packets());
        assertEquals(List.of("export.pcapng.part"), FileReaders.names(disk));
        assertEquals(
                writer.packets(),
                FileReaders.tshark(disk.resolve("export.pcapng.part")).size());
    }

    /** Every packet is saved; whoever asked to go on on a full disk does not want to fail for the totals behind them. */
    @Test
    void shouldNotFailForTheStatisticsWhenItWasToGoOn() throws Exception {
        final FileOptions options =
                FileOptions.builder().onDiskFull(OnDiskFull.PAUSE).build();
        final SinkWriter writer = new FileSink(disk, FileFormat.PCAPNG, options)
                .open(new SinkContext(
                        new SessionId(1, "", "capture_1"),
                        "pcapng",
                        SOME_TIME_NS / 1000,
                        "",
                        "eth0",
                        options,
                        published::add,
                        gone -> {}));
        writer.begin(List.of(CARD));
        final int left = DISK_BYTES - COMMIT_BYTES - (int) writer.fileBytes();
        final TestBlocks blocks = new TestBlocks(2 << 20);
        blocks.begin(0, ETHERNET);
        for (int rest = left - 32; rest > 0; rest -= 100_032) {
            blocks.packet(SOME_TIME_NS, new byte[Math.min(rest, 100_000) & ~3]);
        }
        writer.onBlock(blocks.block());
        final long written = writer.writtenPackets();
        writer.finish(List.of(new InterfaceTotals(0, written, 0, 0)));
        writer.close();
        assertEquals(written, published.get(0).packets());
        assertFalse(published.get(0).truncated(), "no packet is missing");
        assertEquals(
                written,
                FileReaders.tshark(Path.of(published.get(0).filePath())).size());
    }

    private SinkWriter open(FileFormat format) throws IOException {
        final SessionId session = new SessionId(1, "", "capture_1732179600000");
        return new FileSink(disk, format)
                .open(new SinkContext(
                        session,
                        format.extension(),
                        SOME_TIME_NS / 1000,
                        "",
                        "eth0",
                        FileOptions.defaults(),
                        published::add,
                        gone -> {}));
    }

    private static long lastTime(Path file) throws Exception {
        final List<FileReaders.Shown> packets = FileReaders.tshark(file);
        final String time = packets.get(packets.size() - 1).time().replace(".", "");
        return Long.parseLong(time) / 1000;
    }
}
