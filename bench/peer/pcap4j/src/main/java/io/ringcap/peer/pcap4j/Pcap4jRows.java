package io.ringcap.peer.pcap4j;

import io.ringcap.peer.PacketTally;
import io.ringcap.peer.PeerRun;
import java.io.EOFException;
import java.nio.file.Path;
import java.util.Map;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.Pcaps;
import org.pcap4j.core.RawPacketListener;

/** pcap4j's two ways to packets that it has not parsed: a listener in a loop, and one call a packet. */
public final class Pcap4jRows {
    private Pcap4jRows() {}

    public static void main(String[] args) throws Exception {
        PeerRun.main(args, Map.of("pcap4j-raw-listener", Pcap4jRows::listen, "pcap4j-next-raw-ex", Pcap4jRows::next));
    }

    private static void listen(Path file, PacketTally tally) throws Exception {
        try (PcapHandle handle = open(file)) {
            final RawPacketListener listener = packet -> tally.add(packet.length);
            handle.loop(-1, listener);
        }
    }

    private static void next(Path file, PacketTally tally) throws Exception {
        try (PcapHandle handle = open(file)) {
            while (true) {
                tally.add(handle.getNextRawPacketEx().length);
            }
        } catch (EOFException e) {
            // How pcap4j tells the end.
        }
    }

    private static PcapHandle open(Path file) throws Exception {
        return Pcaps.openOffline(file.toString(), PcapHandle.TimestampPrecision.NANO);
    }
}
