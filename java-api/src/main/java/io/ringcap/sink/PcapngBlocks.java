package io.ringcap.sink;

import io.ringcap.message.CaptureInterface;
import io.ringcap.message.LibraryVersion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Builds the pcapng blocks that stand before and behind the packets, each written once per file: section header, interface
 * descriptions, interface statistics. The section's length is left open (-1), so the file is never patched. Used on one
 * thread, for one header or trailer.
 */
final class PcapngBlocks {
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int INTERFACE_STATISTICS = 5;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final long LENGTH_UNKNOWN = -1;

    private static final int OPT_END = 0;
    private static final int OPT_COMMENT = 1;
    private static final int SHB_HARDWARE = 2;
    private static final int SHB_OS = 3;
    private static final int SHB_USERAPPL = 4;
    private static final int IF_NAME = 2;
    private static final int IF_TSRESOL = 9;
    private static final int IF_FILTER = 11;
    private static final int IF_OS = 12;
    private static final int ISB_STARTTIME = 2;
    private static final int ISB_ENDTIME = 3;
    private static final int ISB_IFRECV = 4;
    private static final int ISB_IFDROP = 5;
    private static final int ISB_OSDROP = 7;
    private static final int ISB_USRDELIV = 8;

    /** Block header and closing length, twelve bytes of values, six options of eight bytes, the end of options. */
    static final int MOST_STATISTICS_BYTES = 12 + 12 + 6 * 12 + 4;

    private static final byte NANOSECONDS = 9;
    private static final byte FILTER_AS_TEXT = 0;
    private static final int MAX_OPTION_BYTES = 65_535;

    private static final String OS = System.getProperty("os.name") + " " + System.getProperty("os.version");
    private static final String APPLICATION = "Ringcap " + LibraryVersion.TEXT;

    private ByteBuffer out = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
    private int blockStart;

    PcapngBlocks section(String comment) {
        begin(SECTION_HEADER);
        reserve(16)
                .putInt(BYTE_ORDER_MAGIC)
                .putShort((short) 1)
                .putShort((short) 0)
                .putLong(LENGTH_UNKNOWN);
        text(OPT_COMMENT, comment);
        text(SHB_HARDWARE, System.getProperty("os.arch"));
        text(SHB_OS, OS);
        text(SHB_USERAPPL, APPLICATION);
        return end();
    }

    PcapngBlocks describe(CaptureInterface each, String filter) {
        begin(INTERFACE_DESCRIPTION);
        reserve(8).putShort((short) each.linkType()).putShort((short) 0).putInt(each.snaplen());
        text(IF_NAME, each.name());
        option(IF_TSRESOL, NANOSECONDS);
        final byte[] expression = filter.getBytes(StandardCharsets.UTF_8);
        if (expression.length > 0) {
            final byte[] value = new byte[1 + expression.length];
            value[0] = FILTER_AS_TEXT;
            System.arraycopy(expression, 0, value, 1, expression.length);
            option(IF_FILTER, value);
        }
        text(IF_OS, OS);
        return end();
    }

    PcapngBlocks statistics(InterfaceTotals totals, long startNs, long endNs, FileProgress progress) {
        begin(INTERFACE_STATISTICS);
        final long takenAtNs = endNs >= 0 ? endNs : progress.lastNs();
        reserve(12)
                .putInt(totals.interfaceIndex())
                .putInt((int) (takenAtNs >>> 32))
                .putInt((int) takenAtNs);
        time(ISB_STARTTIME, startNs);
        time(ISB_ENDTIME, endNs);
        count(ISB_IFRECV, totals.received());
        count(ISB_IFDROP, totals.droppedInterface());
        count(ISB_OSDROP, totals.droppedKernel());
        count(ISB_USRDELIV, progress.packetsOf(totals.interfaceIndex()));
        return end();
    }

    /** All blocks so far, ready to be written. */
    ByteBuffer bytes() {
        return out.flip();
    }

    private void begin(int type) {
        blockStart = out.position();
        reserve(8).putInt(type).putInt(0);
    }

    private PcapngBlocks end() {
        reserve(8).putShort((short) OPT_END).putShort((short) 0);
        final int length = out.position() + Integer.BYTES - blockStart;
        out.putInt(length);
        out.putInt(blockStart + Integer.BYTES, length);
        return this;
    }

    private void text(int code, String text) {
        option(code, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Leaves the option out when it is empty or longer than an option can be: a part of it would mislead. */
    private void option(int code, byte... value) {
        if (value.length == 0 || value.length > MAX_OPTION_BYTES) {
            return;
        }
        reserve(4 + value.length + 3).putShort((short) code).putShort((short) value.length);
        out.put(value);
        while ((out.position() - blockStart) % Integer.BYTES != 0) {
            out.put((byte) 0);
        }
    }

    /** A time is not one number of 64 bits but its two halves, the high one first. */
    private void time(int code, long ns) {
        if (ns >= 0) {
            reserve(12)
                    .putShort((short) code)
                    .putShort((short) 8)
                    .putInt((int) (ns >>> 32))
                    .putInt((int) ns);
        }
    }

    /** Leaves the option out when the count is not known: unknown is not 0. */
    private void count(int code, long count) {
        if (count >= 0) {
            reserve(12).putShort((short) code).putShort((short) 8).putLong(count);
        }
    }

    private ByteBuffer reserve(int bytes) {
        if (out.remaining() < bytes) {
            final int capacity = Math.max(out.capacity() * 2, out.position() + bytes);
            out = ByteBuffer.allocate(capacity).order(ByteOrder.nativeOrder()).put(out.flip());
        }
        return out;
    }
}
