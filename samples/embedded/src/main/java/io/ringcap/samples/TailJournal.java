package io.ringcap.samples;

import io.ringcap.packet.PacketView;
import io.ringcap.sink.JournalReader;
import io.ringcap.sink.PacketHandler;
import java.nio.file.Path;

/**
 * Follows a journal while another process records into it, from the first packet to the end of the session; the recorder does not
 * notice. When the recorder is killed there is no end: this goes on with the next session. At a damaged segment it fails; a service
 * would report the exception and poll on. Argument: the journal's folder, such as the one that {@link FirstCapture} makes. Needs
 * the JVM flags of java.args.
 */
public final class TailJournal implements PacketHandler {
    private static final long PAUSE_MS = 10;

    private long packets;
    private long bytes;

    private TailJournal() {}

    public static void main(String[] args) throws Exception {
        if (args.length < 1) {
            throw new IllegalArgumentException("arguments: JOURNAL_FOLDER");
        }
        final TailJournal counts = new TailJournal();
        try (JournalReader reader = JournalReader.open(Path.of(args[0]))) {
            long shown = 0;
            while (!reader.isEnded()) {
                if (reader.pollPackets(counts)) {
                    continue;
                }
                if (counts.packets > shown) {
                    System.out.println(counts);
                    shown = counts.packets;
                }
                Thread.sleep(PAUSE_MS); // all is read that is there now
            }
            System.out.println("ended: " + counts);
        }
    }

    @Override
    public void onPacket(PacketView packet) {
        packets++;
        bytes += packet.originalLength();
    }

    @Override
    public String toString() {
        return packets + " packets, " + bytes + " bytes";
    }
}
