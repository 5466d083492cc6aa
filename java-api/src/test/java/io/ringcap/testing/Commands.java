package io.ringcap.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs other programs for tests: never through a shell, always with a time-out, and what they wrote to stderr is in the
 * exception. Confined to the thread that uses it; {@link #close()} kills what still runs.
 */
public final class Commands implements AutoCloseable {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);

    private final List<String> command;
    private final Path output;
    private final Path errors;
    private final Process process;

    private Commands(List<String> command) throws IOException {
        this.command = List.copyOf(command);
        // Files instead of pipes: a program that writes much cannot block, and nobody has to read meanwhile.
        this.output = Files.createTempFile("rcap", ".out");
        this.errors = Files.createTempFile("rcap", ".err");
        this.process = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
    }

    /** Starts a program and does not wait for it. A test whose program is not installed is skipped, or fails where all must run. */
    public static Commands start(List<String> command) {
        try {
            return new Commands(command);
        } catch (IOException e) {
            LiveRequirements.assumeInstalled(command.get(0));
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /** Runs a program to its end and returns what it wrote to stdout. */
    public static String run(String... command) {
        try (Commands running = start(List.of(command))) {
            return running.await(DEFAULT_TIMEOUT);
        }
    }

    /**
     * Waits for the end of the program and returns what it wrote to stdout.
     *
     * @throws IllegalStateException when it fails or takes longer, with its stderr
     */
    public String await(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException(command + " still runs after " + timeout + ": " + text(errors));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, e);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(
                    command + " ended with " + process.exitValue() + ": " + text(errors) + text(output));
        }
        return text(output);
    }

    /** What it has written to stderr so far. */
    public String errors() {
        return text(errors);
    }

    public boolean isAlive() {
        return process.isAlive();
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
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(DEFAULT_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
