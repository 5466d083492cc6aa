package io.ringcap.bench.live;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads pcap and pcapng files back and counts the sender's frames in them. It shares no code with what it checks. Stateless.
 */
public final class PacketFiles {
    private static final int PCAP_MICROS = 0xA1B2C3D4;
    private static final int PCAP_NANOS = 0xA1B23C4D;
    private static final int PCAP_HEADER_BYTES = 24;
    private static final int PCAP_RECORD_BYTES = 16;
    private static final int PCAP_CAPTURED_AT = 8;
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int BLOCK_HEAD_BYTES = 12;
    private static final int ENHANCED_PACKET = 6;
    private static final int ENHANCED_CAPTURED_AT = 20;
    private static final int ENHANCED_DATA_AT = 28;
    private static final int SIMPLE_PACKET = 3;
    private static final int SIMPLE_DATA_AT = 12;
    private static final int MIN_BLOCK_BYTES = 12;

    private PacketFiles() {}

    /** What a folder held. */
    public record Found(int files, long bytes, int torn) {}

    /**
     * Counts the frames in all files of a folder, hidden ones left out.
     *
     * @return with how many files ended in the middle of a record
     * @throws IOException if one is no capture file, or is damaged elsewhere than at its end
     */
    public static Found readAll(Path folder, FoundFrames found) throws IOException {
        final List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
        long bytes = 0;
        int torn = 0;
        for (Path file : files) {
            bytes += Files.size(file);
            try {
                read(file, found);
            } catch (EOFException e) {
                torn++;
            }
        }
        return new Found(files.size(), bytes, torn);
    }

    /**
     * Counts the frames in one file.
     *
     * @throws EOFException if it ends in the middle of a record; what stands before is counted
     */
    static void read(Path file, FoundFrames found) throws IOException {
        try (FileWindow window = new FileWindow(file)) {
            if (window.isAtEnd()) {
                return;
            }
            window.require(PCAP_HEADER_BYTES);
            final int magic = window.bytes().getInt(window.at());
            if (magic == SECTION_HEADER) {
                readPcapng(window, found);
            } else if (isPcap(magic) || isPcap(Integer.reverseBytes(magic))) {
                readPcap(window, isPcap(magic) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, found);
            } else {
                throw new IOException("%s is neither pcap nor pcapng: it begins with %08x".formatted(file, magic));
            }
        }
    }

    private static boolean isPcap(int magic) {
        return magic == PCAP_MICROS || magic == PCAP_NANOS;
    }

    private static void readPcap(FileWindow window, ByteOrder order, FoundFrames found) throws IOException {
        window.skip(PCAP_HEADER_BYTES);
        while (!window.isAtEnd()) {
            window.require(PCAP_RECORD_BYTES);
            final int captured = number(window.bytes(), window.at() + PCAP_CAPTURED_AT, order);
            window.require(PCAP_RECORD_BYTES + Integer.toUnsignedLong(captured));
            SentFrame.count(window.bytes(), window.at() + PCAP_RECORD_BYTES, captured, found);
            window.skip(PCAP_RECORD_BYTES + captured);
        }
    }

    private static void readPcapng(FileWindow window, FoundFrames found) throws IOException {
        ByteOrder order = ByteOrder.BIG_ENDIAN;
        while (!window.isAtEnd()) {
            window.require(BLOCK_HEAD_BYTES);
            final ByteBuffer bytes = window.bytes();
            if (bytes.getInt(window.at()) == SECTION_HEADER) {
                order = bytes.getInt(window.at() + 8) == BYTE_ORDER_MAGIC
                        ? ByteOrder.BIG_ENDIAN
                        : ByteOrder.LITTLE_ENDIAN;
            }
            final int type = number(bytes, window.at(), order);
            final int length = number(bytes, window.at() + 4, order);
            if (length < MIN_BLOCK_BYTES) {
                throw new IOException("damaged: a block of %d bytes".formatted(length));
            }
            window.require(length);
            countBlock(window, type, length, order, found);
            window.skip(length);
        }
    }

    private static void countBlock(FileWindow window, int type, int length, ByteOrder order, FoundFrames found) {
        final ByteBuffer bytes = window.bytes();
        if (type == ENHANCED_PACKET) {
            final int captured = number(bytes, window.at() + ENHANCED_CAPTURED_AT, order);
            SentFrame.count(
                    bytes, window.at() + ENHANCED_DATA_AT, Math.min(captured, length - ENHANCED_DATA_AT), found);
        } else if (type == SIMPLE_PACKET) {
            SentFrame.count(bytes, window.at() + SIMPLE_DATA_AT, length - SIMPLE_DATA_AT - Integer.BYTES, found);
        }
    }

    private static int number(ByteBuffer bytes, int at, ByteOrder order) {
        final int value = bytes.getInt(at);
        return order == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }
}
