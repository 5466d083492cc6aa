package io.ringcap.bench.live.probe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A running {@code ringcap-send}, bounded by time and count. Confined to one thread; {@link #close} ends it. */
final class FrameSender implements AutoCloseable {
    /** What it may need beside the time for which it sends. */
    private static final double PATIENCE_SECONDS = 15;

    private final ChildProgram program;
    private final double seconds;

    private FrameSender(ChildProgram program, double seconds) {
        this.program = program;
        this.seconds = seconds;
    }

    static FrameSender start(List<String> command, double seconds) throws IOException {
        return new FrameSender(ChildProgram.start(command), seconds);
    }

    /** Waits until it has sent everything, and returns how many frames that were. */
    long awaitSent() throws IOException, InterruptedException {
        return (long) ProbeLine.parse(String.join("", program.awaitLines(seconds + PATIENCE_SECONDS)))
                .number("sent");
    }

    /** Ends it; how much it has sent nobody knows. */
    void end() {
        program.close();
    }

    @Override
    public void close() {
        end();
    }

    /**
     * What is sent.
     *
     * @param bytes size of a frame
     * @param pps frames a second, 0 for as many as possible
     * @param count how many in all, 0 for no end but the time
     * @param start number of the first one
     * @param ports to how many UDP ports, from {@link #FIRST_PORT} on, in turn
     */
    record Traffic(int bytes, long pps, double seconds, long count, long start, int ports) {
        static final int FIRST_PORT = 40001;

        private static final long SLOW_PPS = 100;
        private static final double OUT_OF_STEP = 1.037;

        /** Frames of that size at that rate for that time, numbered from 0, to one port. */
        static Traffic of(int bytes, long pps, double seconds) {
            return new Traffic(bytes, pps, seconds, 0, 0, 1);
        }

        Traffic from(long sequence) {
            return new Traffic(bytes, pps, seconds, count, sequence, ports);
        }

        Traffic toPorts(int number) {
            return new Traffic(bytes, pps, seconds, count, start, number);
        }

        /** Ends with so many frames. */
        Traffic count(long frames) {
            return new Traffic(bytes, pps, seconds, frames, start, ports);
        }

        /** As it stands in results. */
        String label() {
            return bytes + "@" + (pps == 0 ? "full" : Long.toString(pps));
        }

        /**
         * A slow rate is a little higher than its name: every 100 ms is in step with the timers of the kernel, and each packet would
         * wait for them as long as the one before.
         */
        private double pacedRate() {
            return pps <= SLOW_PPS ? pps * OUT_OF_STEP : pps;
        }

        List<String> asArguments() {
            final List<String> arguments = new ArrayList<>();
            arguments.addAll(List.of("--size", Integer.toString(bytes), "--pps", Double.toString(pacedRate())));
            arguments.addAll(List.of("--seconds", Double.toString(seconds), "--count", Long.toString(count)));
            arguments.addAll(List.of("--start", Long.toString(start), "--ports", Integer.toString(ports)));
            return arguments;
        }
    }
}
