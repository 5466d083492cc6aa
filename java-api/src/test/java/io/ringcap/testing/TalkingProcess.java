package io.ringcap.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** A process of {@code ringcap-talk}: each call is one command, and returns when it is done. Confined to one thread. */
public final class TalkingProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final OutputStream commands;

    TalkingProcess(List<String> command) {
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        commands = process.getOutputStream();
    }

    public int pid() {
        return (int) process.pid();
    }

    /** Gives a command and returns the numbers of its answer. */
    public long[] tell(String command) {
        begin(command);
        return answer(command);
    }

    /** Gives a command and does not wait. */
    public void begin(String command) {
        try {
            commands.write((command + "\n").getBytes(StandardCharsets.UTF_8));
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell it to " + command, e);
        }
    }

    /** Waits for the answer to a command. */
    public long[] answer(String command) {
        try {
            final String line = answers.readLine();
            if (line == null || !line.startsWith("ok ")) {
                throw new IllegalStateException("told to " + command + " it said " + line);
            }
            final String[] words = line.split(" ", -1);
            return new long[] {Long.parseLong(words[1]), Long.parseLong(words[2])};
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes these bytes as its name; the kernel keeps 15 of them. */
    public TalkingProcess name(byte... bytes) {
        tell("name " + HexFormat.of().formatHex(bytes));
        return this;
    }

    public TalkingProcess name(String text) {
        return name(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            answers.close();
            commands.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // Its pipe went with it.
        }
    }
}
