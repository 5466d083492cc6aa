package io.ringcap.bench.live.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another program that a probe runs, never through a shell and always bounded in time: what it writes to stderr is seen, what it
 * writes to stdout is few lines. Confined to one thread; {@link #close} ends it if it still runs.
 */
final class ChildProgram implements AutoCloseable {
    private final List<String> command;
    private final Process process;
    private final BufferedReader output;

    private ChildProgram(List<String> command, Process process) {
        this.command = List.copyOf(command);
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static ChildProgram start(List<String> command) throws IOException {
        final ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        return new ChildProgram(command, builder.start());
    }

    /** Waits for the next line that it prints, or for its end: for programs that bound themselves. */
    String awaitLine() throws IOException {
        final String line = output.readLine();
        if (line == null) {
            throw new IOException(command + " said nothing; what it wrote to stderr tells why");
        }
        return line;
    }

    /** Waits for its end and returns what it has printed since. */
    List<String> awaitLines(double seconds) throws IOException, InterruptedException {
        if (!process.waitFor((long) (seconds * 1e9), TimeUnit.NANOSECONDS)) {
            throw new IOException(command + " still runs after " + seconds + " s and was ended");
        }
        final List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
        }
        if (process.exitValue() != 0) {
            throw new IOException(
                    command + " ended with " + process.exitValue() + "; what it wrote to stderr tells why");
        }
        return lines;
    }

    /** Asks it to end; what it says then can still be read. */
    void interrupt() {
        // Process.destroy() would close its output too.
        process.toHandle().destroy();
    }

    @Override
    public void close() {
        // What it has started itself first: nobody would end that later.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }
}
