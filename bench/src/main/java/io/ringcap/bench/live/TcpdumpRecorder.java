package io.ringcap.bench.live;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** {@code tcpdump -w}. Immutable. */
final class TcpdumpRecorder implements Recorder {
    private static final Pattern CAPTURED = Pattern.compile("(\\d+) packets? captured");
    private static final Pattern DROPPED = Pattern.compile("(\\d+) packets? dropped by kernel");
    private static final Pattern OFFERED = Pattern.compile("(\\d+) packets? received by filter");
    private static final int MILLION = 1_000_000;

    @Override
    public String row() {
        return "tcpdump";
    }

    @Override
    public List<String> command(BenchNetwork network, Path folder, Buffers buffers) {
        final List<String> command = new ArrayList<>(network.inReceiver("tcpdump", "-n", "-i", network.receiver(0)));
        if (buffers.isGiven()) {
            command.addAll(List.of("-B", Integer.toString(buffers.mib() * 1024)));
        }
        // It counts in millions of bytes: the least of them that holds a file of the others.
        final int millions = (buffers.fileMib() << 20) / MILLION + 1;
        command.addAll(List.of("-C", Integer.toString(millions), "-W", Integer.toString(RING_FILES), "-Z", "root"));
        command.addAll(List.of("-w", folder.resolve("tcpdump").toString()));
        return command;
    }

    @Override
    public boolean isReady(String said) {
        return said.contains("listening on");
    }

    @Override
    public Counters counters(String said) throws IOException {
        return new Counters(
                SaidNumbers.last(CAPTURED, said), SaidNumbers.last(DROPPED, said), SaidNumbers.last(OFFERED, said));
    }

    /** It reads with a time-out of a second. */
    @Override
    public Duration timeToCatchUp() {
        return Duration.ofMillis(1300);
    }

    @Override
    public List<Written> written(Path folder) {
        return List.of(new Written(folder, false));
    }
}
