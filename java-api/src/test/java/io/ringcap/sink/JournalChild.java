package io.ringcap.sink;

import io.ringcap.config.FileOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM that writes or reads a journal: its {@code main}, and what starts it. */
final class JournalChild {
    static final List<String> FLAGS = List.of(JournalRuntime.EXPORTS_FLAG, JournalRuntime.OPENS_FLAG);

    private JournalChild() {}

    /** {@code write DIR BLOCKS}, {@code load DIR SESSION SEGMENT_BYTES KEEP_FILES}, or {@code tail DIR}. */
    public static void main(String[] arguments) throws Exception {
        final Path directory = Path.of(arguments[1]);
        if (arguments[0].equals("write")) {
            write(directory, Long.parseLong(arguments[2]));
        } else if (arguments[0].equals("load")) {
            load(
                    directory,
                    Long.parseLong(arguments[2]),
                    FileOptions.builder()
                            .rotateBytes(Long.parseLong(arguments[3]))
                            .keepFiles(Integer.parseInt(arguments[4]))
                            .build());
        } else {
            tail(directory);
        }
    }

    static Process start(List<String> flags, String classPath, String... arguments) throws Exception {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(
                List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", classPath, JournalChild.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static Process start(String... arguments) throws Exception {
        return start(FLAGS, System.getProperty("java.class.path"), arguments);
    }

    /** All that it prints until it ends; it is killed if it does not end by itself. */
    static String outputOf(Process child) throws Exception {
        child.getOutputStream().close();
        final String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!child.waitFor(60, TimeUnit.SECONDS)) {
            child.destroyForcibly();
        }
        return printed.strip();
    }

    private static void write(Path directory, long count) throws Exception {
        final TestBlocks blocks = new TestBlocks();
        try {
            final SinkWriter writer = JournalFixture.begun(directory, 1);
            for (long sequence = 0; sequence < count; sequence++) {
                writer.onBlock(JournalFixture.block(blocks, sequence));
                if (sequence == 100) {
                    System.out.println("going");
                }
            }
            writer.finish(List.of());
            writer.close();
        } catch (RuntimeException e) {
            System.out.println(e.getMessage());
        }
    }

    /** Writes until it is killed; every now and then it prints how many blocks it has written. */
    private static void load(Path directory, long number, FileOptions options) throws Exception {
        final TestBlocks blocks = new TestBlocks();
        final SinkWriter writer =
                new JournalSink(directory, options).open(JournalFixture.context(number, new ArrayList<>()));
        writer.begin(List.of(JournalFixture.ETH0));
        for (long sequence = 0; ; sequence++) {
            writer.onBlock(JournalFixture.block(blocks, sequence));
            if (sequence % 50 == 0) {
                System.out.println(sequence + 1);
            }
        }
    }

    private static void tail(Path directory) throws Exception {
        final TestBlocks expected = new TestBlocks();
        final long[] read = new long[1];
        try (JournalReader reader = JournalReader.open(directory)) {
            System.out.println("going");
            while (!reader.isEnded()) {
                if (!reader.poll(block -> {
                    final byte[] wanted = JournalFixture.bytesOf(JournalFixture.block(expected, read[0]++));
                    if (!Arrays.equals(wanted, JournalFixture.bytesOf(block))) {
                        throw new IllegalStateException("block " + (read[0] - 1) + " differs");
                    }
                })) {
                    Thread.sleep(1);
                }
            }
        }
        System.out.println(read[0]);
    }
}
