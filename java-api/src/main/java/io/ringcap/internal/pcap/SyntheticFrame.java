package io.ringcap.internal.pcap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The frame that the synthetic source repeats: Ethernet, IPv4 between documentation addresses, UDP, and a marked payload. */
final class SyntheticFrame {
    private static final int ETHERNET_BYTES = 14;
    private static final int IP_BYTES = 20;
    private static final short ETHERTYPE_IPV4 = 0x0800;
    private static final byte PROTOCOL_UDP = 17;
    private static final byte[] PAYLOAD_MARK = "RINGCAP\0".getBytes(StandardCharsets.US_ASCII);

    private SyntheticFrame() {}

    static byte[] template(int frameBytes) {
        final ByteBuffer frame = ByteBuffer.allocate(frameBytes);
        frame.put(new byte[] {2, 0, 0, 0, 0, 2})
                .put(new byte[] {2, 0, 0, 0, 0, 1})
                .putShort(ETHERTYPE_IPV4);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (frameBytes - ETHERNET_BYTES));
        frame.putShort((short) 0)
                .putShort((short) 0x4000)
                .put((byte) 64)
                .put(PROTOCOL_UDP)
                .putShort((short) 0);
        frame.put(new byte[] {(byte) 192, 0, 2, 1}).put(new byte[] {(byte) 192, 0, 2, 2});
        frame.putShort(ETHERNET_BYTES + 10, checksum(frame, ETHERNET_BYTES, IP_BYTES));
        frame.putShort((short) 40_000).putShort((short) 40_001);
        frame.putShort((short) (frameBytes - ETHERNET_BYTES - IP_BYTES)).putShort((short) 0);
        frame.put(PAYLOAD_MARK);
        return frame.array();
    }

    private static short checksum(ByteBuffer bytes, int from, int length) {
        int sum = 0;
        for (int i = from; i < from + length; i += Short.BYTES) {
            sum += Short.toUnsignedInt(bytes.getShort(i));
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return (short) ~sum;
    }
}
