package io.ringcap.bench.live;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the programs are that the harness runs. Immutable.
 *
 * @param root the checkout, with everything built
 */
public record Tools(Path root) {
    private static final String ROOT_PROPERTY = "ringcap.bench.root";

    /** Those of the checkout that the property {@code ringcap.bench.root} names; by default the folder above this one. */
    public static Tools ofCheckout() {
        return new Tools(Path.of(System.getProperty(ROOT_PROPERTY, ".."))
                .toAbsolutePath()
                .normalize());
    }

    /** Numbered frames onto an interface. */
    public Path sender() {
        return root.resolve("native/target/tools/ringcap-send");
    }

    /** The {@code ringcap} command. */
    public Path ringcap() {
        return root.resolve("samples/ringcap");
    }

    /** The C loop over a file. */
    public Path fileLoop() {
        return root.resolve("bench/target/c/c_loop");
    }

    /** Makes files to read. */
    public Path makePcap() {
        return root.resolve("bench/target/c/make_pcap");
    }

    /** Tells what a process has taken. */
    public Path processCpu() {
        return root.resolve("bench/target/c/process_cpu");
    }

    /** The C loop that counts. */
    public Path nullLoop() {
        return root.resolve("bench/target/c/c_live");
    }

    /** The C loop that measures the delay of what it gets. */
    public Path latencyLoop() {
        return root.resolve("bench/target/c/c_latency");
    }

    /** The {@code java} that runs the harness itself, with its flags and class path, for a main class of the bench. */
    public List<String> java(Class<?> main, String... arguments) {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                "-Dchronicle.analytics.disable=true",
                "-Dchronicle.disk.monitor.disable=true",
                "-Dringcap.bench.root=" + root,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Whether a program can be started by its name. */
    public static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
