package io.ringcap.samples;

import io.ringcap.testing.Waits;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A sample's {@code main} on a thread of its own, with what it prints. One at a time, for it takes over {@code System.out};
 * confined to the test's thread, {@link #close()} interrupts what still runs.
 */
final class RunningSample implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PrintStream before = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Thread thread;

    private RunningSample(Program program, String... arguments) {
        thread = new Thread(
                () -> {
                    try {
                        program.run(arguments);
                        end.complete(null);
                    } catch (Throwable t) {
                        end.completeExceptionally(t);
                    }
                },
                "sample");
    }

    /** The method that a user starts. */
    @FunctionalInterface
    interface Program {
        void run(String[] args) throws Exception;
    }

    static RunningSample start(Program program, String... arguments) {
        final RunningSample sample = new RunningSample(program, arguments);
        System.setOut(new PrintStream(sample.printed, true, StandardCharsets.UTF_8));
        sample.thread.start();
        return sample;
    }

    /** Runs a sample to its end and returns what it has printed. */
    static List<String> run(Program program, String... arguments) throws Exception {
        try (RunningSample sample = start(program, arguments)) {
            return sample.await();
        }
    }

    List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Waits until it has printed a line that begins like this, and returns the line. */
    String awaitLine(String beginning) throws Exception {
        Waits.until(
                PATIENCE,
                () -> end.isDone() || find(beginning).isPresent(),
                "the sample has not said '" + beginning + "' in " + PATIENCE);
        if (find(beginning).isEmpty()) {
            throw new AssertionError("the sample has ended without '" + beginning + "': " + await());
        }
        return find(beginning).orElseThrow();
    }

    private Optional<String> find(String beginning) {
        return lines().stream().filter(line -> line.startsWith(beginning)).findFirst();
    }

    /** Waits for its end and returns what it has printed. */
    List<String> await() throws Exception {
        try {
            end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the sample has failed after " + lines(), e.getCause());
        }
        return lines();
    }

    @Override
    public void close() {
        System.setOut(before);
        thread.interrupt();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
