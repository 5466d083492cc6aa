package io.ringcap.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Reads capture files with other people's programs, and pcapng blocks with a few lines that share nothing with the writer. */
final class FileReaders {
    static final int SECTION_HEADER = 0x0A0D0D0A;
    static final int INTERFACE_DESCRIPTION = 1;
    static final int INTERFACE_STATISTICS = 5;
    static final int ENHANCED_PACKET = 6;

    private FileReaders() {}

    /** One packet as tshark shows it. */
    record Shown(String interfaceId, String time, String originalLength, String capturedLength) {}

    /** One block; the fixed fields and options are what lies between its two lengths. */
    record Block(int type, ByteBuffer body) {
        /** The options that begin behind so many bytes of fixed fields; none occurs twice. */
        TreeMap<Integer, byte[]> options(int fixedBytes) {
            final TreeMap<Integer, byte[]> options = new TreeMap<>();
            int at = fixedBytes;
            while (at < body.limit()) {
                final int code = Short.toUnsignedInt(body.getShort(at));
                final byte[] value = new byte[Short.toUnsignedInt(body.getShort(at + 2))];
                body.get(at + 4, value);
                at += 4 + (value.length + 3) / 4 * 4;
                if (code == 0) {
                    break;
                }
                assertEquals(null, options.put(code, value), "option " + code + " twice");
            }
            assertEquals(body.limit(), at, "the options end where the block ends");
            return options;
        }
    }

    /** Runs a reader that must neither fail nor complain. */
    static String run(String... command) throws IOException, InterruptedException {
        final Path out = Files.createTempFile("reader", ".out");
        final Path err = Files.createTempFile("reader", ".err");
        try {
            final Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "does not end: " + String.join(" ", command));
            final List<String> complaints = Files.readAllLines(err).stream()
                    .filter(line -> !line.isBlank() && !line.contains("Running as user \"root\""))
                    .toList();
            assertEquals(List.of(), complaints, String.join(" ", command));
            assertEquals(0, process.exitValue(), String.join(" ", command));
            return Files.readString(out);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    static List<Shown> tshark(Path file) throws IOException, InterruptedException {
        final String text = run(
                "tshark",
                "-n",
                "-r",
                file.toString(),
                "-T",
                "fields",
                "-e",
                "frame.interface_id",
                "-e",
                "frame.time_epoch",
                "-e",
                "frame.len",
                "-e",
                "frame.cap_len");
        final List<Shown> packets = new ArrayList<>();
        for (String line : text.lines().toList()) {
            final String[] fields = line.split("\t", -1);
            packets.add(new Shown(fields[0], fields[1], fields[2], fields[3]));
        }
        return packets;
    }

    static String capinfos(Path file) throws IOException, InterruptedException {
        return run("capinfos", "-M", file.toString());
    }

    static List<Block> blocks(Path pcapng) throws IOException {
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(pcapng)).order(ByteOrder.nativeOrder());
        final List<Block> blocks = new ArrayList<>();
        for (int at = 0; at < bytes.limit(); ) {
            final int length = bytes.getInt(at + 4);
            assertEquals(0, length % 4, "length of the block at " + at);
            assertEquals(length, bytes.getInt(at + length - 4), "both lengths of the block at " + at);
            final ByteBuffer body = bytes.slice(at + 8, length - 12).order(ByteOrder.nativeOrder());
            blocks.add(new Block(bytes.getInt(at), body));
            at += length;
        }
        return blocks;
    }

    static List<Block> blocks(Path pcapng, int type) throws IOException {
        return blocks(pcapng).stream().filter(block -> block.type() == type).toList();
    }

    /** Names of all files in a folder, sorted. */
    static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
