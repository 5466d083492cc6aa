package io.ringcap.samples;

import io.ringcap.packet.PacketText;
import io.ringcap.sink.FileFormat;
import io.ringcap.sink.JournalReader;
import io.ringcap.sink.PacketSelection;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * Reads the packets of a span of time out of a journal, which finds them by its index: into a capture file if one is named, else
 * to a handler. Arguments: the journal's folder, the first and the last moment (2026-01-31T12:00:00Z), and a pcapng file to make.
 * Needs the JVM flags of java.args.
 */
public final class ReplayRange {
    private ReplayRange() {}

    public static void main(String[] args) throws Exception {
        if (args.length < 3) {
            throw new IllegalArgumentException("arguments: JOURNAL_FOLDER FROM TO [FILE]");
        }
        final PacketSelection range = PacketSelection.between(Instant.parse(args[1]), Instant.parse(args[2]));
        try (JournalReader reader = JournalReader.open(Path.of(args[0])).select(range)) {
            if (args.length > 3) {
                final Path file = Path.of(args[3]);
                final long packets = reader.writeTo(file, FileFormat.PCAPNG);
                System.out.println(packets == 0 ? "no packets, so no file" : packets + " packets in " + file);
            } else {
                printAll(reader);
            }
        }
    }

    private static void printAll(JournalReader reader) throws Exception {
        final PacketText text = new PacketText(ZoneOffset.UTC);
        boolean isMore = true;
        while (isMore) {
            isMore = reader.pollPackets(packet -> System.out.println(text.appendTo(new StringBuilder(), packet)));
        }
    }
}
