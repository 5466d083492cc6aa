package io.ringcap.internal.pcap;

import static java.util.Objects.requireNonNull;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.ringcap.packet.BlockLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One open libpcap handle and the packet it stands on. Worked by its source's thread, closed once; allocates nothing for a
 * packet as long as libpcap reads into the same buffer.
 */
final class JnaHandle implements AutoCloseable {
    /** Results of {@link #next()}. */
    static final int PACKET = 1;

    static final int NOTHING = 0;
    static final int END_OF_FILE = JnaPcap.ERROR_BREAK;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    // struct pcap_pkthdr: struct timeval, u32 captured, u32 original.
    private static final int FRACTION_OFFSET = Native.LONG_SIZE;
    private static final int CAPTURED_OFFSET = 2 * Native.LONG_SIZE;
    private static final int ORIGINAL_OFFSET = CAPTURED_OFFSET + Integer.BYTES;
    private static final int HEADER_BYTES = ORIGINAL_OFFSET + Integer.BYTES;

    private static final int STATS = 3;

    private final long nanosPerUnit;
    private final Memory out = new Memory(2L * JnaPcap.POINTER_BYTES);
    private final Pointer bytesOut = out.share(JnaPcap.POINTER_BYTES);
    private final Memory statsOut = new Memory(32);
    private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.nativeOrder());
    private final byte[] scratch;
    private @Nullable Pointer pcap;
    private Pointer headerAt = out;
    private Pointer bytesAt = out;

    /**
     * Takes over an open handle.
     *
     * @param nanosPerUnit what the handle counts fractions of a second in
     * @param scratch room for a packet of {@link BlockLayout#MAX_SNAPLEN} bytes, shared by the handles of a thread
     */
    JnaHandle(Pointer pcap, long nanosPerUnit, byte[] scratch) {
        this.pcap = pcap;
        this.nanosPerUnit = nanosPerUnit;
        this.scratch = scratch;
    }

    /** A text as C wants it. */
    static byte[] text(String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    Pointer pcap() {
        return requireNonNull(pcap, "the handle is closed");
    }

    /** Moves to the next packet: {@link #PACKET}, {@link #NOTHING}, {@link #END_OF_FILE} or another negative number. */
    int next() {
        final int result = JnaPcap.nextEx(pcap(), out, bytesOut);
        if (result == PACKET) {
            headerAt = at(0, headerAt);
            bytesAt = at(JnaPcap.POINTER_BYTES, bytesAt);
            headerAt.read(0, header.array(), 0, HEADER_BYTES);
        }
        return result;
    }

    /** libpcap nearly always answers with the same addresses, so that a pointer is made once. */
    private Pointer at(int offset, Pointer known) {
        final long address = JnaPcap.POINTER_BYTES == Long.BYTES ? out.getLong(offset) : out.getInt(offset);
        return Pointer.nativeValue(known) == address ? known : new Pointer(address);
    }

    long timestampNs() {
        final long seconds = number(0);
        // The low half: where the field is shorter than a long, what follows it is padding.
        return seconds * NANOS_PER_SECOND + (int) number(FRACTION_OFFSET) * nanosPerUnit;
    }

    private long number(int offset) {
        return Native.LONG_SIZE == Long.BYTES ? header.getLong(offset) : Integer.toUnsignedLong(header.getInt(offset));
    }

    /** Bytes that libpcap kept, which may be more than a record may have. */
    long capturedBytes() {
        return Integer.toUnsignedLong(header.getInt(CAPTURED_OFFSET));
    }

    int originalBytes() {
        return header.getInt(ORIGINAL_OFFSET);
    }

    /** Copies the beginning of the packet. */
    void copyTo(ByteBuffer target, int at, int length) {
        bytesAt.read(0, scratch, 0, length);
        target.put(at, scratch, 0, length);
    }

    boolean passes(JnaFilter filter) {
        return filter.passes(headerAt, bytesAt);
    }

    /** Reads received, dropped and dropped by the interface; false when libpcap does not know. */
    boolean readStats(int[] into) {
        if (JnaPcap.stats(pcap(), statsOut) != 0) {
            return false;
        }
        statsOut.read(0, into, 0, STATS);
        return true;
    }

    /** The LINKTYPE number; libpcap's own numbers differ from system to system for a few old types. */
    int linkType() {
        final int dlt = JnaPcap.datalink(pcap());
        return switch (dlt) {
            case 11 -> 100; // ATM_RFC1483
            case 12 -> 101; // RAW
            case 15 -> 102; // SLIP_BSDOS
            case 16 -> 103; // PPP_BSDOS
            case 18 -> 246; // PFSYNC
            case 19 -> 106; // ATM_CLIP
            default -> dlt;
        };
    }

    int snaplen() {
        return JnaPcap.snapshot(pcap());
    }

    boolean isNanoseconds() {
        return nanosPerUnit == 1;
    }

    String error() {
        return JnaPcap.geterr(pcap());
    }

    boolean isOpen() {
        return pcap != null;
    }

    @Override
    public void close() {
        final Pointer closing = pcap;
        pcap = null;
        if (closing != null) {
            JnaPcap.close(closing);
        }
    }
}
