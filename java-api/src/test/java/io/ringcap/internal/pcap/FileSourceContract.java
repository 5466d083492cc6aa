package io.ringcap.internal.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SourceChoice;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.SourceKind;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a source that reads a file must do, whoever reads it. */
abstract class FileSourceContract {
    private static final int[] ODD_SIZES = {60, 1, 0, 61, 1514, 590, 9000, 64, 3};

    @TempDir
    protected Path folder;

    abstract SourceChoice choice();

    abstract SourceKind kind();

    final BlockSource open(CaptureSpec spec) {
        return open(spec, CaptureConfig.builder());
    }

    final BlockSource open(CaptureSpec spec, CaptureConfig.Builder config) {
        final BlockSource source = Sources.open(spec, config.source(choice()).build());
        assertEquals(kind(), source.kind());
        return source;
    }

    private List<WrittenPacket> readAll(CaptureSpec spec) {
        try (BlockSource source = open(spec);
                SourceReader reader = new SourceReader(source)) {
            final List<WrittenPacket> packets = reader.readToEnd();
            final SourceCounters counters = new SourceCounters();
            source.counters(0, counters);
            assertEquals(packets.size(), counters.delivered);
            assertFalse(source.isTruncated());
            return packets;
        }
    }

    private List<WrittenPacket> readAll(Path file) {
        return readAll(CaptureSpec.fromFile(file).build());
    }

    private CaptureException assertRefused(CaptureSpec spec) {
        final CaptureException refusal = assertThrows(CaptureException.class, () -> open(spec));
        assertEquals(ErrorCode.START_INVALID_PARAMS, refusal.code(), refusal.getMessage());
        return refusal;
    }

    private static void assertSays(CaptureException refusal, Object... parts) {
        for (Object part : parts) {
            assertTrue(refusal.getMessage().contains(part.toString()), refusal.getMessage());
        }
    }

    private static List<WrittenPacket> somePackets(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> WrittenPacket.of(i, ODD_SIZES[i % ODD_SIZES.length]))
                .toList();
    }

    @Test
    void shouldReadNanosecondFileByteForByte() throws IOException {
        // Several blocks, so that packets that do not fit go into the next one.
        final List<WrittenPacket> packets = somePackets(2000);
        assertEquals(packets, readAll(CaptureFiles.nanosecondPcap(folder.resolve("ns.pcap"), packets)));
    }

    @Test
    void shouldScaleMicroseconds() throws IOException {
        final List<WrittenPacket> packets = somePackets(20);
        assertEquals(
                packets.stream().map(WrittenPacket::inMicroseconds).toList(),
                readAll(CaptureFiles.microsecondPcap(folder.resolve("us.pcap"), packets)));
    }

    @Test
    void shouldReadFileOfOtherByteOrder() throws IOException {
        final List<WrittenPacket> packets = somePackets(20);
        assertEquals(packets, readAll(CaptureFiles.swappedPcap(folder.resolve("swapped.pcap"), packets)));
    }

    @Test
    void shouldReadPcapng() throws IOException {
        final List<WrittenPacket> packets = somePackets(200);
        assertEquals(packets, readAll(CaptureFiles.pcapng(folder.resolve("x.pcapng"), packets)));
    }

    @Test
    void shouldKeepOriginalLengthOfCutPackets() throws IOException {
        final byte[] kept = WrittenPacket.of(7, 96).bytes();
        final List<WrittenPacket> packets = List.of(
                new WrittenPacket(WrittenPacket.SOME_TIME_NS, kept, 1514),
                new WrittenPacket(WrittenPacket.SOME_TIME_NS + 1, new byte[0], 60),
                new WrittenPacket(WrittenPacket.SOME_TIME_NS + 2, new byte[] {42}, 9000));
        assertEquals(packets, readAll(CaptureFiles.nanosecondPcap(folder.resolve("cut.pcap"), packets)));
    }

    @Test
    void shouldCarryLargestPacketsWhole() throws IOException {
        final List<WrittenPacket> packets = List.of(
                WrittenPacket.of(0, 65_550),
                WrittenPacket.of(1, 262_144),
                WrittenPacket.of(2, 60),
                WrittenPacket.of(3, 262_144),
                WrittenPacket.of(4, 262_144),
                WrittenPacket.of(5, 1));
        assertEquals(packets, readAll(CaptureFiles.nanosecondPcap(folder.resolve("large.pcap"), packets)));
    }

    @Test
    void shouldDescribeFile() throws IOException {
        final Path file = CaptureFiles.pcap(
                folder.resolve("raw.pcap"), ByteOrder.nativeOrder(), true, CaptureFiles.RAW_IP, somePackets(3));
        try (BlockSource source = open(CaptureSpec.fromFile(file).build());
                SourceReader reader = new SourceReader(source)) {
            final CaptureInterface description = source.interfaces().get(0);
            assertEquals("raw.pcap", description.name());
            assertEquals(CaptureFiles.RAW_IP, description.linkType(), "LINKTYPE number");
            assertEquals(262_144, description.snaplen());
            assertEquals(3, reader.readToEnd().size());
        }
    }

    @Test
    void shouldReadFileAsOftenAsAsked() throws IOException {
        final List<WrittenPacket> packets = somePackets(50);
        final Path file = CaptureFiles.nanosecondPcap(folder.resolve("again.pcap"), packets);
        final List<WrittenPacket> expected = new ArrayList<>(packets);
        expected.addAll(packets);
        expected.addAll(packets);
        assertEquals(expected, readAll(CaptureSpec.fromFile(file).fileRepeat(3).build()));
    }

    @Test
    void shouldEndAtOnceWhenFileHasNoPackets() throws IOException {
        final Path file = CaptureFiles.nanosecondPcap(folder.resolve("empty.pcap"), List.of());
        assertEquals(
                List.of(),
                readAll(CaptureSpec.fromFile(file).fileRepeat(Integer.MAX_VALUE).build()));
    }

    @Test
    void shouldGiveAllGoodPacketsBeforeTornRecord() throws IOException {
        final List<WrittenPacket> packets = somePackets(100);
        final Path file = CaptureFiles.nanosecondPcap(folder.resolve("torn.pcap"), packets);
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(file) - 1);
        }
        try (BlockSource source = open(CaptureSpec.fromFile(file).build());
                SourceReader reader = new SourceReader(source)) {
            assertEquals(packets.subList(0, 99), reader.readToEnd());
            assertTrue(source.isTruncated());
        }
    }

    @Test
    void shouldNameFileThatIsMissing() {
        final Path file = folder.resolve("missing.pcap");
        assertSays(assertRefused(CaptureSpec.fromFile(file).build()), file, "No such file or directory");
    }

    @Test
    void shouldRefuseFolder() {
        assertSays(assertRefused(CaptureSpec.fromFile(folder).build()), folder, "Is a directory");
    }

    @Test
    void shouldSayThatFileMayNotBeRead() throws IOException {
        final Path file = CaptureFiles.nanosecondPcap(folder.resolve("secret.pcap"), List.of());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        // Root may read every file but those that the kernel itself keeps for writing.
        final Path forbidden = Files.isReadable(file) ? Path.of("/proc/sys/net/ipv4/route/flush") : file;
        assertSays(assertRefused(CaptureSpec.fromFile(forbidden).build()), forbidden, "Permission denied");
    }

    @Test
    void shouldRefuseForeignAndEmptyFiles() throws IOException {
        final Path foreign = Files.writeString(folder.resolve("notes.txt"), "this is a text and no capture");
        final Path empty = Files.createFile(folder.resolve("nothing.pcap"));
        assertSays(assertRefused(CaptureSpec.fromFile(foreign).build()), foreign, "is not a pcap or pcapng file");
        assertSays(assertRefused(CaptureSpec.fromFile(empty).build()), empty, "is not a pcap or pcapng file");
    }

    @Test
    void shouldGiveOnlyWhatFilterWants() throws IOException {
        final List<WrittenPacket> packets = somePackets(500);
        final Path file = CaptureFiles.nanosecondPcap(folder.resolve("filtered.pcap"), packets);
        assertEquals(
                packets.stream()
                        .filter(packet -> packet.originalLength() >= 1000)
                        .toList(),
                readAll(CaptureSpec.fromFile(file).filter("greater 1000").build()));
        assertEquals(
                List.of(),
                readAll(CaptureSpec.fromFile(file)
                        .filter("ether proto 0x88b5")
                        .fileRepeat(5)
                        .build()));
    }

    @Test
    void shouldSayWhereFilterGoesWrong() throws IOException {
        final Path file = CaptureFiles.nanosecondPcap(folder.resolve("any.pcap"), somePackets(1));
        final CaptureException refusal = assertRefused(
                CaptureSpec.fromFile(file).filter("tcp and prot 53").build());
        assertSays(refusal, "tcp and prot 53", "syntax error", "position 9: 'prot 53'", "pcap-filter(7)");
    }

    @Test
    void shouldGiveCarriedPacketAndEndWhenStopped() throws IOException {
        final List<WrittenPacket> packets = somePackets(5000);
        final Path file = CaptureFiles.nanosecondPcap(folder.resolve("stopped.pcap"), packets);
        try (BlockSource source = open(CaptureSpec.fromFile(file).build());
                SourceReader reader = new SourceReader(source)) {
            assertTrue(reader.fill(Duration.ofSeconds(1)) > 0);
            final int beforeStop = reader.packets().size();
            source.quiesce(Duration.ofSeconds(1).toNanos());
            final List<WrittenPacket> read = reader.readToEnd();
            assertEquals(packets.subList(0, read.size()), read);
            assertTrue(read.size() <= beforeStop + 1, read.size() + " packets");
        }
    }

    @Test
    void shouldFillBlocksWellBeforeTheNextBegins() throws IOException {
        final List<WrittenPacket> packets = IntStream.range(0, 3000)
                .mapToObj(i -> WrittenPacket.of(i, 1000))
                .toList();
        final Path file = CaptureFiles.nanosecondPcap(folder.resolve("full.pcap"), packets);
        try (BlockSource source = open(CaptureSpec.fromFile(file).build());
                SourceReader reader = new SourceReader(source)) {
            assertEquals((CaptureConfig.DEFAULT_BLOCK_BYTES - 64) / 1016, reader.fill(Duration.ofSeconds(1)));
        }
    }

    @Test
    void shouldHideNothingAfterClose() throws IOException {
        final Path file = CaptureFiles.nanosecondPcap(folder.resolve("closed.pcap"), somePackets(30));
        final BlockSource source = open(CaptureSpec.fromFile(file).build());
        try (SourceReader reader = new SourceReader(source)) {
            reader.readToEnd();
        }
        source.close();
        source.close();
        source.wake();
        final SourceCounters counters = new SourceCounters();
        source.counters(0, counters);
        assertEquals(30, counters.delivered);
        assertEquals(0, counters.droppedKernel);
    }

    @Test
    void shouldLeaveNothingOpenWhenOpeningFails() throws IOException {
        final Path file = CaptureFiles.nanosecondPcap(folder.resolve("refused.pcap"), somePackets(1));
        for (int i = 0; i < 20; i++) {
            assertRefused(CaptureSpec.fromFile(file).filter("(").build());
        }
    }
}
