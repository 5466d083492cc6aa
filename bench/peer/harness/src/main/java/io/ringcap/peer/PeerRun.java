package io.ringcap.peer;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * A process of its own for one row: two passes over the file to warm up, then the passes that count, without the JVM's start. Prints
 * one line of JSON.
 */
public final class PeerRun {
    private static final int WARM_UP_PASSES = 2;
    private static final double NS_PER_SECOND = 1e9;

    private PeerRun() {}

    /**
     * Runs a row.
     *
     * @param args the row, the file and the number of passes
     * @param rows the rows that this program has
     */
    public static void main(String[] args, Map<String, FilePass> rows) throws Exception {
        final FilePass pass = args.length == 3 ? rows.get(args[0]) : null;
        if (pass == null) {
            throw new IllegalArgumentException("arguments: ROW FILE PASSES, with a row of " + rows.keySet());
        }
        final Path file = Path.of(args[1]);
        final int passes = Integer.parseInt(args[2]);
        read(pass, file, WARM_UP_PASSES);
        final long start = System.nanoTime();
        final PacketTally tally = read(pass, file, passes);
        final double seconds = (System.nanoTime() - start) / NS_PER_SECOND;
        System.out.printf(
                Locale.ROOT,
                "{\"row\":\"%s\",\"packets\":%d,\"bytes\":%d,\"seconds\":%.6f}%n",
                args[0],
                tally.packets(),
                tally.bytes(),
                seconds);
    }

    private static PacketTally read(FilePass pass, Path file, int passes) throws Exception {
        final PacketTally tally = new PacketTally();
        for (int i = 0; i < passes; i++) {
            pass.read(file, tally);
        }
        return tally;
    }
}
