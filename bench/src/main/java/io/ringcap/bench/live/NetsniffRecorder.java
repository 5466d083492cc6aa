package io.ringcap.bench.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** {@code netsniff-ng} into numbered files. Immutable. */
final class NetsniffRecorder implements Recorder {
    private static final Pattern INCOMING = Pattern.compile("(\\d+)\\s+packets incoming");
    private static final Pattern PASSED = Pattern.compile("(\\d+)\\s+packets passed filter");
    private static final Pattern FAILED = Pattern.compile("(\\d+)\\s+packets failed filter");

    @Override
    public String row() {
        return "netsniff-ng";
    }

    @Override
    public List<String> command(BenchNetwork network, Path folder, Buffers buffers) {
        final List<String> command = new ArrayList<>(network.inReceiver("netsniff-ng", "--in", network.receiver(0)));
        if (buffers.isGiven()) {
            command.addAll(List.of("--ring-size", buffers.mib() + "MiB"));
        }
        // The system's settings of socket memory are not for a guest to change; the ring does not need them.
        command.addAll(List.of("--silent", "--no-sock-mem", "--out", folder + "/"));
        command.addAll(List.of("--interval", buffers.fileMib() + "MiB", "--overwrite", Integer.toString(RING_FILES)));
        return command;
    }

    /** It says so before its ring is there; the harness waits for the socket too. */
    @Override
    public boolean isReady(String said) {
        return true;
    }

    @Override
    public Counters counters(String said) throws IOException {
        final long failed = SaidNumbers.last(FAILED, said);
        return new Counters(SaidNumbers.last(PASSED, said), failed, SaidNumbers.last(INCOMING, said) + failed);
    }

    @Override
    public List<Written> written(Path folder) {
        return List.of(new Written(folder, false));
    }
}
