package io.ringcap.peer.jdk7;

import io.ringcap.peer.PacketTally;
import io.ringcap.peer.PeerRun;
import java.nio.file.Path;
import java.util.Map;
import pcap.spi.PacketBuffer;
import pcap.spi.PacketHeader;
import pcap.spi.Pcap;
import pcap.spi.Service;
import pcap.spi.Timestamp;
import pcap.spi.exception.error.BreakException;
import pcap.spi.option.DefaultOfflineOptions;

/** pcap-jdk7's two ways: a handler in a loop, and one call a packet. */
public final class PcapJdk7Rows {
    private PcapJdk7Rows() {}

    public static void main(String[] args) throws Exception {
        PeerRun.main(args, Map.of("pcap-jdk7-loop", PcapJdk7Rows::loop, "pcap-jdk7-next-ex", PcapJdk7Rows::next));
    }

    private static void loop(Path file, PacketTally tally) throws Exception {
        try (Pcap pcap = open(file)) {
            pcap.loop(-1, (target, header, buffer) -> target.add(header.captureLength()), tally);
        }
    }

    private static void next(Path file, PacketTally tally) throws Exception {
        try (Pcap pcap = open(file)) {
            final PacketHeader header = pcap.allocate(PacketHeader.class);
            final PacketBuffer buffer = pcap.allocate(PacketBuffer.class);
            while (true) {
                pcap.nextEx(header, buffer);
                tally.add(header.captureLength());
            }
        } catch (BreakException e) {
            // How pcap-jdk7 tells the end.
        }
    }

    private static Pcap open(Path file) throws Exception {
        return Service.Creator.create("PcapService")
                .offline(file.toString(), new DefaultOfflineOptions().timestampPrecision(Timestamp.Precision.NANO));
    }
}
