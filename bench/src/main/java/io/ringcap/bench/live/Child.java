package io.ringcap.bench.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that the harness has started, its output in files so that no pipe holds it up. Confined to the harness's thread;
 * killed when it is closed, or when the JVM ends.
 */
public final class Child implements AutoCloseable {
    private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(20);
    private static final long KILL_SECONDS = 10;

    private final List<String> command;
    private final Process process;
    private final Path out;
    private final Path err;

    private Child(List<String> command, Process process, Path out, Path err) {
        this.command = command;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a program and returns at once. */
    public static Child start(List<String> command) throws IOException {
        return ExitWork.open(() -> startNow(List.copyOf(command)));
    }

    private static Child startNow(List<String> command) throws IOException {
        final Path out = Files.createTempFile("ringcap-bench-", ".out");
        final Path err = Files.createTempFile("ringcap-bench-", ".err");
        try {
            final Process process = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new Child(command, process, out, err);
        } catch (IOException e) {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
            throw e;
        }
    }

    /** Runs a program to its end and returns its standard output. */
    public static String run(String... command) throws IOException, InterruptedException {
        try (Child child = start(List.of(command))) {
            child.awaitSuccess(COMMAND_PATIENCE);
            return child.output();
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has written to its standard output so far. */
    public String output() {
        return text(out);
    }

    /** What it has written so far: to its standard output, then to its standard error. */
    public String said() {
        return text(out) + text(err);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it to end, as {@code kill} does. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for its end; says whether that came in time. */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Waits until it has ended well. */
    public void awaitSuccess(Duration patience) throws IOException, InterruptedException {
        if (!awaitEnd(patience)) {
            throw new IOException(String.join(" ", command) + " has not ended within " + patience + ": " + said());
        }
        if (process.exitValue() != 0) {
            throw new IOException(
                    String.join(" ", command) + " ended with " + process.exitValue() + ": " + said().strip());
        }
    }

    private void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(KILL_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " does not die: " + command);
            }
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills it if it still runs, and removes what it has said. */
    @Override
    public void close() {
        if (ExitWork.isToClose(this)) {
            kill();
            ExitWork.closed(this);
        }
    }
}
