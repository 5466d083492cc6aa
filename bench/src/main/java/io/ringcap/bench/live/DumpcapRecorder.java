package io.ringcap.bench.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Wireshark's {@code dumpcap}, with its own ring of files. Immutable. */
final class DumpcapRecorder implements Recorder {
    // Packets received/dropped on interface 'rx0': 123/45 (pcap:45/dumpcap:0/flushed:0/ps_ifdrop:0) (73.2%)
    private static final Pattern RECEIVED = Pattern.compile("received/dropped on interface '[^']*': (\\d+)/");
    private static final Pattern DROPPED = Pattern.compile("received/dropped on interface '[^']*': \\d+/(\\d+)");

    @Override
    public String row() {
        return "dumpcap";
    }

    @Override
    public List<String> command(BenchNetwork network, Path folder, Buffers buffers) {
        final List<String> command = new ArrayList<>(network.inReceiver("dumpcap", "-q", "-i", network.receiver(0)));
        if (buffers.isGiven()) {
            command.addAll(List.of("-B", Integer.toString(buffers.mib())));
        }
        command.addAll(List.of("-b", "filesize:" + buffers.fileMib() * 1024, "-b", "files:" + RING_FILES));
        command.addAll(List.of("-w", folder.resolve("dumpcap.pcapng").toString()));
        return command;
    }

    @Override
    public boolean isReady(String said) {
        return said.contains("File: ");
    }

    @Override
    public Counters counters(String said) throws IOException {
        final long received = SaidNumbers.last(RECEIVED, said);
        final long dropped = SaidNumbers.last(DROPPED, said);
        return new Counters(received, dropped, received + dropped);
    }

    @Override
    public List<Written> written(Path folder) {
        return List.of(new Written(folder, false));
    }
}
