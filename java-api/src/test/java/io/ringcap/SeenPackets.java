package io.ringcap;

import io.ringcap.packet.PacketView;
import io.ringcap.sink.PacketHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Keeps what a handler can see of each packet of IPv4 or IPv6 in a cooked or Ethernet frame, for a test to look at later. */
final class SeenPackets implements PacketHandler {
    private static final int TCP = 6;

    private final List<Seen> all = new ArrayList<>();

    /** One packet; the number is that of ringcap-talk in UDP and the sequence number in TCP, -1 when there is no payload. */
    record Seen(int pid, String name, int protocol, int sourcePort, int targetPort, long number, int bytes) {
        boolean isOf(int port) {
            return sourcePort == port || targetPort == port;
        }
    }

    @Override
    public synchronized void onPacket(PacketView packet) {
        final int header = packet.linkType() == 1 ? 14 : packet.linkType() == 276 ? 20 : 16;
        final boolean isSix = packet.getUnsignedByte(header) >>> 4 == 6;
        final int protocol = packet.getUnsignedByte(header + (isSix ? 6 : 9));
        final int at = header + (isSix ? 40 : (packet.getUnsignedByte(header) & 15) * 4);
        final int payload = at + (protocol == TCP ? (packet.getUnsignedByte(at + 12) >>> 4) * 4 : 8);
        final int length = packet.originalLength() - payload;
        all.add(new Seen(
                packet.processId(),
                packet.processName(),
                protocol,
                packet.getUnsignedShort(at),
                packet.getUnsignedShort(at + 2),
                length == 0 ? -1 : Integer.toUnsignedLong(packet.getInt(protocol == TCP ? at + 4 : payload)),
                length));
    }

    synchronized List<Seen> all() {
        return List.copyOf(all);
    }

    synchronized void clear() {
        all.clear();
    }

    synchronized long count(Predicate<Seen> which) {
        return all.stream().filter(which).count();
    }
}
