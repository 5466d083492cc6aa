package io.ringcap.bench.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The C loop over libpcap that only counts. Immutable.
 *
 * @param program where it is
 * @param stopDelay by how long it stops late on purpose
 */
record NullLoopRecorder(Path program, Duration stopDelay) implements Recorder {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String row() {
        return "c-null";
    }

    @Override
    public List<String> command(BenchNetwork network, Path folder, Buffers buffers) {
        final List<String> command = new ArrayList<>(network.inReceiver(program.toString(), network.receiver(0)));
        if (buffers.isGiven()) {
            command.addAll(List.of("--buffer", Integer.toString(buffers.mib() << 20)));
        }
        if (!stopDelay.isZero()) {
            command.addAll(List.of("--stop-delay", Long.toString(stopDelay.toMillis())));
        }
        return command;
    }

    @Override
    public boolean isReady(String said) {
        return said.contains("ready");
    }

    @Override
    public Counters counters(String said) throws IOException {
        final JsonNode told = JSON.readTree(said.lines()
                .filter(line -> line.startsWith("{"))
                .findFirst()
                .orElseThrow(() -> new IOException("it has not told its counters: '" + said.strip() + "'")));
        return new Counters(
                told.path("packets").longValue(),
                told.path("dropped").longValue(),
                told.path("received").longValue());
    }

    @Override
    public List<Written> written(Path folder) {
        return List.of();
    }
}
