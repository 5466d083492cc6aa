package io.ringcap.bench.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code ringcap record}, as users run it. Immutable.
 *
 * @param launcher the command, which becomes the JVM that captures
 */
record RingcapRecorder(Path launcher, String row, Set<Into> into) implements Recorder {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where the packets go; several at once as far as the command can. */
    enum Into {
        NULL,
        PCAP,
        PCAPNG,
        JOURNAL
    }

    @Override
    public List<String> command(BenchNetwork network, Path folder, Buffers buffers) {
        final List<String> command = new ArrayList<>(List.of(launcher.toString(), "record", "--json"));
        command.addAll(List.of("--netns", network.receivingName(), "-i", network.receiver(0)));
        if (buffers.isGiven()) {
            command.addAll(List.of("--buffer", buffers.mib() / 2 + "M", "--ring", buffers.mib() / 2 + "M"));
        }
        if (into.contains(Into.NULL)) {
            command.addAll(List.of("--sink", "null"));
        }
        if (into.contains(Into.PCAP) || into.contains(Into.PCAPNG)) {
            command.addAll(List.of("-w", files(folder).toString()));
            command.addAll(List.of("--format", into.contains(Into.PCAP) ? "pcap" : "pcapng"));
        }
        if (into.contains(Into.JOURNAL)) {
            command.addAll(List.of("--journal", journal(folder).toString()));
        }
        if (isRecording()) {
            command.addAll(List.of(
                    "--rotate-size", buffers.fileMib() + "M", "--keep-files", Integer.toString(buffers.files())));
        }
        return command;
    }

    private boolean isRecording() {
        return !into.equals(Set.of(Into.NULL));
    }

    private static Path files(Path folder) {
        return folder.resolve("files");
    }

    private static Path journal(Path folder) {
        return folder.resolve("journal");
    }

    @Override
    public boolean isReady(String said) {
        return said.contains("\"CAPTURE_STARTED\"");
    }

    @Override
    public Counters counters(String said) throws IOException {
        final String line = said.lines()
                .filter(message -> message.contains("\"CAPTURE_FINISHED\""))
                .findFirst()
                .orElseThrow(() -> new IOException("it has not finished: '" + said.strip() + "'"));
        final JsonNode stats = JSON.readTree(line).path("final_stats");
        // By its law everything received is written, dropped, or told as unsaved: the sink that has least counts.
        long least = stats.path("packets").longValue();
        for (JsonNode written : stats.path("written_packets")) {
            least = Math.min(least, written.longValue());
        }
        final long received = stats.path("received").longValue();
        return new Counters(
                least,
                stats.path("dropped_kernel").longValue() + stats.path("packets").longValue() - least,
                received);
    }

    @Override
    public List<Written> written(Path folder) {
        final List<Written> written = new ArrayList<>();
        if (into.contains(Into.PCAP) || into.contains(Into.PCAPNG)) {
            written.add(new Written(files(folder), false));
        }
        if (into.contains(Into.JOURNAL)) {
            written.add(new Written(journal(folder), true));
        }
        return written;
    }
}
