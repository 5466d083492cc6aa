package io.ringcap.bench.live;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A program that captures, and how to use it at its best. Immutable. */
interface Recorder {

    /** As the results name it. */
    String row();

    /**
     * The command that captures on {@code rx0} and records into a ring of files, if it writes; the process that it starts is the
     * one that captures.
     *
     * @param folder empty and its own
     */
    List<String> command(BenchNetwork network, Path folder, Buffers buffers);

    /** Whether what it has said means that it captures now. */
    boolean isReady(String said);

    /**
     * Reads its counters from what it has said.
     *
     * @throws IOException if it has not told them
     */
    Counters counters(String said) throws IOException;

    /** How long after the last packet it may still wait before it takes it: longer than the time-out of its reading. */
    default Duration timeToCatchUp() {
        return Duration.ofMillis(400);
    }

    /** What it has written into its folder. */
    List<Written> written(Path folder);

    /** A folder of packets. */
    record Written(Path folder, boolean isJournal) {}
}
