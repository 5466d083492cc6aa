package io.ringcap.docs;

import io.ringcap.testing.PcapFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;

/** The packets that the pages speak of: HTTPS and DNS of 192.0.2.1, as a pcap file that stands in for an interface. */
final class DocumentedTraffic {
    /** How many of each kind. */
    static final int PACKETS = 200;

    private static final Instant BEGIN = Instant.parse("2026-11-21T09:30:00Z");
    private static final long BETWEEN_NS = 10_000_000;
    private static final byte[] CLIENT = {(byte) 192, 0, 2, 1};
    private static final byte[] SERVER = {(byte) 198, 51, 100, 7};
    private static final int TCP = 6;
    private static final int UDP = 17;

    private DocumentedTraffic() {}

    static Path write(Path file) throws IOException {
        final PcapFiles packets = PcapFiles.nanos();
        long timeNs = BEGIN.getEpochSecond() * 1_000_000_000L;
        for (int i = 0; i < PACKETS; i++) {
            packets.packet(timeNs, frame(TCP, 443));
            packets.packet(timeNs + BETWEEN_NS / 2, frame(UDP, 53));
            timeNs += BETWEEN_NS;
        }
        return packets.write(file);
    }

    private static byte[] frame(int protocol, int port) {
        final ByteBuffer frame = ByteBuffer.allocate(120);
        frame.position(12).putShort((short) 0x0800);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (frame.capacity() - 14));
        frame.putInt(0).put((byte) 64).put((byte) protocol).putShort((short) 0);
        frame.put(CLIENT).put(SERVER);
        frame.putShort((short) 40_000).putShort((short) port);
        if (protocol == TCP) {
            // Five words of header, and a push of data.
            frame.putInt(1).putInt(1).put((byte) 0x50).put((byte) 0x18);
        } else {
            frame.putShort((short) (frame.capacity() - 34));
        }
        return frame.array();
    }
}
