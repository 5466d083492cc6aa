package io.ringcap.bench.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** On what is measured: the results' first line, without which figures say nothing. Stateless. */
final class Machine {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> RECORDERS = List.of("dumpcap", "netsniff-ng", "tcpdump");

    private Machine() {}

    /** Processors, kernel, Java, recorders and what they are given. */
    static ResultLine describe() throws IOException, InterruptedException {
        final ResultLine line = new ResultLine("harness", "machine", "", 0)
                .put("processor", processor())
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("kernel", System.getProperty("os.version").replaceFirst("-.*", ""))
                .put("java", System.getProperty("java.vm.version"))
                .put(
                        "load_average",
                        Double.parseDouble(first(Path.of("/proc/loadavg")).split(" ", -1)[0]))
                .put("buffers_mib", Buffers.LARGE.mib())
                .put("buffers_of_rate_mib", Buffers.SMALL.mib())
                .put(
                        "ring_of_files",
                        Buffers.LARGE.files() + " x " + Buffers.LARGE.fileMib() + " MiB, in cpu "
                                + Buffers.STEADY.files() + " x " + Buffers.STEADY.fileMib());
        for (String program : RECORDERS) {
            if (Tools.isOnPath(program)) {
                line.put(program, version(program));
            }
        }
        return line;
    }

    private static String version(String program) throws IOException, InterruptedException {
        try (Child child = Child.start(List.of(program, "--version"))) {
            child.awaitEnd(PATIENCE);
            return child.said().lines().findFirst().orElse("unknown");
        }
    }

    private static String processor() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }

    private static String first(Path file) throws IOException {
        return Files.readAllLines(file).get(0);
    }
}
