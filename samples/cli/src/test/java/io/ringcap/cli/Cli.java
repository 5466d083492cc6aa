package io.ringcap.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The command as a process of its own, as a script sees it. Confined to the test's thread; {@link #close()} kills it. */
final class Cli implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(40);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEFAULT_FLAGS =
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED --add-opens=java.base/java.lang.reflect=ALL-UNNAMED";

    private final Process process;
    private final Path out;
    private final Path err;

    private Cli(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** What a run came to. */
    record Result(int exitCode, String out, String err) {
        List<JsonNode> json() {
            return out.lines().map(Cli::parse).toList();
        }

        List<String> types() {
            return json().stream().map(message -> message.path("type").asText()).toList();
        }

        /** The last message. */
        JsonNode last() {
            final List<JsonNode> all = json();
            return all.get(all.size() - 1);
        }
    }

    /** How a run differs from the usual one; immutable lists are made by the methods. */
    record Setup(
            List<String> before,
            List<String> javaOptions,
            List<String> environment,
            Predicate<String> jars,
            @Nullable Path folder) {
        Cli start(String... arguments) {
            try {
                return launch(command(arguments));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Result run(String... arguments) {
            try (Cli cli = start(arguments)) {
                return cli.await();
            }
        }

        Setup without(String jarName) {
            return new Setup(before, javaOptions, environment, jars.and(jar -> !jar.contains(jarName)), folder);
        }

        Setup withEnvironment(String... pairs) {
            return new Setup(before, javaOptions, List.of(pairs), jars, folder);
        }

        Setup withJavaOptions(String... options) {
            return new Setup(before, List.of(options), environment, jars, folder);
        }

        Setup behind(String... launcher) {
            return new Setup(List.of(launcher), javaOptions, environment, jars, folder);
        }

        /** As if it was called there. */
        Setup in(Path other) {
            return new Setup(before, javaOptions, environment, jars, other);
        }

        /** Runs the commands of a {@link CommandScript} in one process. */
        Result runScript(String file) {
            final List<String> command = command(file);
            command.set(command.indexOf(Main.class.getName()), CommandScript.class.getName());
            try (Cli cli = launch(command)) {
                return cli.await();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** What a shell starts the command with. */
        List<String> command(String... arguments) {
            final List<String> command = new ArrayList<>(before);
            // Whoever started the tests may ignore signals (nohup does), and a child inherits that.
            command.addAll(List.of("env", "--default-signal"));
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-XX:+UseSerialGC");
            // Most of these processes live for less than a second.
            command.add("-XX:TieredStopAtLevel=1");
            if (Runtime.version().feature() >= 23) {
                command.add("--sun-misc-unsafe-memory-access=allow");
            }
            command.addAll(javaOptions);
            command.addAll(List.of("-cp", classPath(), "io.ringcap.cli.Main"));
            command.addAll(List.of(arguments));
            return command;
        }

        private String classPath() {
            final List<String> kept = Arrays.stream(
                            System.getProperty("java.class.path").split(":"))
                    .filter(jars)
                    .toList();
            return String.join(":", kept);
        }

        private Cli launch(List<String> command) throws IOException {
            final Path out = Files.createTempFile("ringcap-cli", ".out");
            final Path err = Files.createTempFile("ringcap-cli", ".err");
            final ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .directory(folder == null ? null : folder.toFile());
            for (String pair : environment) {
                final int at = pair.indexOf('=');
                builder.environment().put(pair.substring(0, at), pair.substring(at + 1));
            }
            return new Cli(builder.start(), out, err);
        }
    }

    static Setup usual() {
        final List<String> flags = new ArrayList<>(List.of(
                System.getProperty("ringcap.chronicle.flags", DEFAULT_FLAGS).split(" +")));
        flags.add("--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED");
        final String tools = System.getProperty("ringcap.tools.dir");
        if (tools != null) {
            flags.add("-Dringcap.tools.dir=" + tools);
        }
        return new Setup(List.of(), flags, List.of(), jar -> true, null);
    }

    static Result run(String... arguments) {
        return usual().run(arguments);
    }

    /** In this process, which is quicker; for what ends before anything is captured. */
    static Result runHere(String... arguments) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final int exitCode = commandLine(out, err).execute(arguments);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The command, to be asked for its options and its help. */
    static CommandLine commandLine(OutputStream out, OutputStream err) {
        final Interruption interruption = new Interruption();
        // Else its shutdown hook would wait for a command that never runs.
        interruption.ended(ExitCodes.DONE);
        return Main.commandLine(
                Console.of(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                interruption);
    }

    static Cli start(String... arguments) {
        return usual().start(arguments);
    }

    /** Waits for its end. */
    Result await() {
        try {
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still runs after " + TIMEOUT + ": " + text(out) + text(err));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return new Result(process.exitValue(), text(out), text(err));
    }

    /** Waits until stdout holds a text. */
    void awaitOut(String wanted) throws InterruptedException {
        final long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!text(out).contains(wanted)) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new AssertionError("no '" + wanted + "' in: " + text(out) + text(err));
            }
            Thread.sleep(10);
        }
    }

    /** Sends it a signal, such as {@code INT}. */
    void signal(String name) throws IOException, InterruptedException {
        final Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("kill failed");
        }
    }

    static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
