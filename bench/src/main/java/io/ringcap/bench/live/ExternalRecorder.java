package io.ringcap.bench.live;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The recorders that others have made: how each is called, and in which words it tells what it has counted. Immutable. */
enum ExternalRecorder implements Recorder {
    /** Into files whose size it counts in millions of bytes. */
    TCPDUMP(
            "tcpdump",
            "listening on",
            "(\\d+) packets? captured",
            "(\\d+) packets? dropped by kernel",
            "(\\d+) packets? received by filter",
            true) {
        @Override
        List<String> arguments(String networkInterface, Path folder, Buffers buffers) {
            final List<String> arguments = new ArrayList<>(List.of("-n", "-i", networkInterface));
            if (buffers.isGiven()) {
                arguments.addAll(List.of("-B", Integer.toString(buffers.mib() * 1024)));
            }
            // The least number of millions that holds a file of the others.
            final int millions = (buffers.fileMib() << 20) / 1_000_000 + 1;
            arguments.addAll(
                    List.of("-C", Integer.toString(millions), "-W", Integer.toString(buffers.files()), "-Z", "root"));
            arguments.addAll(List.of("-w", folder.resolve("tcpdump").toString()));
            return arguments;
        }

        /** It reads with a time-out of a second. */
        @Override
        public Duration timeToCatchUp() {
            return Duration.ofMillis(1300);
        }
    },

    /** Wireshark's, with its own ring of files. */
    DUMPCAP(
            "dumpcap",
            "File: ",
            // Packets received/dropped on interface 'rx0': 123/45 (pcap:45/dumpcap:0/flushed:0/ps_ifdrop:0) (73.2%)
            "received/dropped on interface '[^']*': (\\d+)/",
            "received/dropped on interface '[^']*': \\d+/(\\d+)",
            "received/dropped on interface '[^']*': (\\d+)/",
            false) {
        @Override
        List<String> arguments(String networkInterface, Path folder, Buffers buffers) {
            final List<String> arguments = new ArrayList<>(List.of("-q", "-i", networkInterface));
            if (buffers.isGiven()) {
                arguments.addAll(List.of("-B", Integer.toString(buffers.mib())));
            }
            arguments.addAll(List.of("-b", "filesize:" + buffers.fileMib() * 1024, "-b", "files:" + buffers.files()));
            arguments.addAll(List.of("-w", folder.resolve("dumpcap.pcapng").toString()));
            return arguments;
        }
    },

    /** Into numbered files. It tells of no beginning, so that the harness waits for its socket only. */
    NETSNIFF(
            "netsniff-ng",
            "",
            "(\\d+)\\s+packets passed filter",
            "(\\d+)\\s+packets failed filter",
            "(\\d+)\\s+packets incoming",
            false) {
        @Override
        List<String> arguments(String networkInterface, Path folder, Buffers buffers) {
            final List<String> arguments = new ArrayList<>(List.of("--in", networkInterface));
            if (buffers.isGiven()) {
                arguments.addAll(List.of("--ring-size", buffers.mib() + "MiB"));
            }
            // The system's settings of socket memory are not for a guest to change; the ring does not need them.
            arguments.addAll(List.of("--silent", "--no-sock-mem", "--out", folder + "/"));
            arguments.addAll(
                    List.of("--interval", buffers.fileMib() + "MiB", "--overwrite", Integer.toString(buffers.files())));
            return arguments;
        }
    };

    private final String program;
    private final String readiness;
    private final Pattern received;
    private final Pattern dropped;
    private final Pattern offered;
    private final boolean hasDropsInOffered;

    /**
     * A program that says in these words what it has counted; the first group of each regular expression is the number.
     *
     * @param readiness what it says when it captures
     * @param hasDropsInOffered whether what it says it was offered counts the dropped too
     */
    ExternalRecorder(
            String program,
            String readiness,
            String received,
            String dropped,
            String offered,
            boolean hasDropsInOffered) {
        this.program = program;
        this.readiness = readiness;
        this.received = Pattern.compile(received);
        this.dropped = Pattern.compile(dropped);
        this.offered = Pattern.compile(offered);
        this.hasDropsInOffered = hasDropsInOffered;
    }

    /** What the program is given: the interface, its buffer and a ring of files in the folder. */
    abstract List<String> arguments(String networkInterface, Path folder, Buffers buffers);

    /** It is named like its program. */
    @Override
    public String row() {
        return program;
    }

    @Override
    public List<String> command(BenchNetwork network, Path folder, Buffers buffers) {
        final List<String> command = new ArrayList<>(network.inReceiver(program));
        command.addAll(arguments(network.receiver(0), folder, buffers));
        return command;
    }

    @Override
    public boolean isReady(String said) {
        return said.contains(readiness);
    }

    @Override
    public Counters counters(String said) throws IOException {
        final long saidDropped = SaidNumbers.last(dropped, said);
        final long saidOffered = SaidNumbers.last(offered, said);
        return new Counters(
                SaidNumbers.last(received, said),
                saidDropped,
                hasDropsInOffered ? saidOffered : saidOffered + saidDropped);
    }

    @Override
    public List<Written> written(Path folder) {
        return List.of(new Written(folder, false));
    }
}
