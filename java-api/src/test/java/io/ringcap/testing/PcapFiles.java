package io.ringcap.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Makes and reads pcap files byte by byte, with no code of Ringcap's: the tests' own opinion of the format. */
public final class PcapFiles {
    private static final int MAGIC_NANOS = 0xA1B23C4D;
    private static final int MAGIC_MICROS = 0xA1B2C3D4;
    private static final int FILE_HEADER_BYTES = 24;
    private static final int RECORD_HEADER_BYTES = 16;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteOrder order;
    private final boolean isNanos;

    private PcapFiles(ByteOrder order, boolean isNanos, int snaplen, int linkType) {
        this.order = order;
        this.isNanos = isNanos;
        final ByteBuffer header = ByteBuffer.allocate(FILE_HEADER_BYTES).order(order);
        header.putInt(isNanos ? MAGIC_NANOS : MAGIC_MICROS).putShort((short) 2).putShort((short) 4);
        header.putInt(0).putInt(0).putInt(snaplen).putInt(linkType);
        bytes.writeBytes(header.array());
    }

    /** A file such as Ringcap writes itself. */
    public static PcapFiles nanos() {
        return new PcapFiles(ByteOrder.nativeOrder(), true, 262_144, 1);
    }

    /** The same for packets of another link type than Ethernet. */
    public static PcapFiles ofLinkType(int linkType) {
        return new PcapFiles(ByteOrder.nativeOrder(), true, 262_144, linkType);
    }

    /** The format of old tools. */
    public static PcapFiles micros() {
        return new PcapFiles(ByteOrder.nativeOrder(), false, 262_144, 1);
    }

    /** A file from a machine of the other byte order. */
    public static PcapFiles swapped() {
        return new PcapFiles(
                ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                true,
                262_144,
                1);
    }

    /** Adds a packet of which all bytes were kept. */
    public PcapFiles packet(long timestampNs, byte[] data) {
        return packet(timestampNs, data, data.length);
    }

    /** Adds a packet of which only some bytes were kept. */
    public PcapFiles packet(long timestampNs, byte[] data, int originalLength) {
        final ByteBuffer header = ByteBuffer.allocate(RECORD_HEADER_BYTES).order(order);
        final long fraction = timestampNs % 1_000_000_000L;
        header.putInt((int) (timestampNs / 1_000_000_000L)).putInt((int) (isNanos ? fraction : fraction / 1000));
        header.putInt(data.length).putInt(originalLength);
        bytes.writeBytes(header.array());
        bytes.writeBytes(data);
        return this;
    }

    /** Adds bytes that are no whole record. */
    public PcapFiles torn(int count) {
        bytes.writeBytes(new byte[count]);
        return this;
    }

    public Path write(Path file) throws IOException {
        return Files.write(file, bytes.toByteArray());
    }

    /** Takes one packet of a file. */
    public interface Visitor {
        void packet(long timestampNs, int originalLength, ByteBuffer data);
    }

    /** Reads a nanosecond pcap file in native byte order; anything that does not fit the format fails. */
    public static void read(Path file, Visitor visitor) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final ByteBuffer all = ByteBuffer.allocate((int) channel.size()).order(ByteOrder.nativeOrder());
            int taken = 0;
            while (all.hasRemaining() && taken >= 0) {
                taken = channel.read(all);
            }
            all.flip();
            if (all.getInt() != MAGIC_NANOS) {
                throw new IOException(file + " is no nanosecond pcap file of this machine");
            }
            all.position(FILE_HEADER_BYTES);
            while (all.hasRemaining()) {
                final long seconds = Integer.toUnsignedLong(all.getInt());
                final long nanos = Integer.toUnsignedLong(all.getInt());
                final int captured = all.getInt();
                final int original = all.getInt();
                visitor.packet(seconds * 1_000_000_000L + nanos, original, all.slice(all.position(), captured));
                all.position(all.position() + captured);
            }
        }
    }

    /** The sequence numbers of a file that holds what {@code ringcap-send} sent. */
    public static SequenceCheck sequences(Path file) throws IOException {
        final SequenceCheck check = new SequenceCheck();
        read(file, (timestampNs, originalLength, data) -> check.accept(data.getLong(SendOptions.SEQUENCE_OFFSET)));
        return check;
    }

    /**
     * The sequence numbers of files that were recorded one after the other, pcap or pcapng; each number must be higher than the
     * one before, over all files.
     *
     * @param scratch a folder for what a foreign program makes of pcapng files
     */
    public static SequenceCheck sequences(List<Path> files, Path scratch) throws IOException {
        final SequenceCheck check = new SequenceCheck();
        for (Path file : files) {
            final boolean isPcap = file.toString().endsWith(".pcap");
            final Path pcap = isPcap ? file : fromPcapng(file, scratch.resolve("one-of-many.pcap"));
            read(pcap, (timestampNs, originalLength, data) -> check.accept(data.getLong(SendOptions.SEQUENCE_OFFSET)));
            if (!isPcap) {
                Files.delete(pcap);
            }
        }
        return check;
    }

    /** What a foreign program makes of a pcapng file, as a nanosecond pcap file. */
    public static Path fromPcapng(Path pcapng, Path into) {
        Commands.run("editcap", "-F", "nsecpcap", pcapng.toString(), into.toString());
        return into;
    }
}
