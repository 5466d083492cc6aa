package io.ringcap.config;

import io.ringcap.packet.BlockLayout;
import java.time.Duration;

/**
 * How to capture: sizes, latency and engine of one session. Immutable.
 *
 * @param blockBytes size of a block
 * @param ringBytes size of the ring; {@link #AUTO_RING_BYTES} lets the source decide
 * @param kernelBufferBytes size of the kernel's ring on each interface
 * @param flush how long a packet may wait in the kernel and in a block that is not full; zero, with immediate mode, for not at all
 * @param immediate whether the kernel hands over each packet at once (lower latency, more CPU)
 * @param source which engine reads packets
 * @param workers how many workers read each interface, each with a kernel ring of its own; they need the C shim
 * @param fanout how the kernel shares packets out among them; of no effect for one
 * @param workerCpu the CPU the worker is pinned to, -1 for none
 * @param progressInterval longest time between two progress messages
 * @param progressPackets packets after which a progress message comes earlier
 * @param progressBytes bytes after which a progress message comes earlier
 * @param stopTimeout how long stopping may take before what is left is counted as undrained
 * @param restart whether a capture that breaks off is started again
 */
public record CaptureConfig(
        int blockBytes,
        long ringBytes,
        int kernelBufferBytes,
        Duration flush,
        boolean immediate,
        SourceChoice source,
        int workers,
        FanoutMode fanout,
        int workerCpu,
        Duration progressInterval,
        long progressPackets,
        long progressBytes,
        Duration stopTimeout,
        RestartPolicy restart) {

    /** The ring's size follows from the source: large where packets would be lost, small where the source can wait. */
    public static final long AUTO_RING_BYTES = 0;

    private static final int LIVE_BLOCKS = 128;

    /** A source that can wait needs no room for bursts but for those of the disk; less stays in the processor's cache. */
    private static final int PATIENT_BLOCKS = 32;

    /** 256 KiB of records beside the header of a block and of a record, in whole pages: any packet fits. */
    public static final int DEFAULT_BLOCK_BYTES = 266_240;

    /** The most workers that may share an interface. */
    public static final int MAX_WORKERS = 16;

    private static final int PAGE_BYTES = 4096;
    private static final int MIN_BLOCKS = 4;
    private static final CaptureConfig DEFAULTS = new Builder().build();

    public CaptureConfig {
        Require.between("block bytes", blockBytes, BlockLayout.MIN_BLOCK_BYTES, 16 << 20);
        Require.that(blockBytes % PAGE_BYTES == 0, "block bytes", blockBytes, "must be a multiple of " + PAGE_BYTES);
        Require.that(
                ringBytes == AUTO_RING_BYTES || ringBytes >= (long) MIN_BLOCKS * blockBytes,
                "ring bytes",
                ringBytes,
                "must hold at least " + MIN_BLOCKS + " blocks of " + blockBytes + " bytes");
        Require.between("ring bytes", ringBytes, 0, 16L << 30);
        Require.between("kernel buffer bytes", kernelBufferBytes, 256 << 10, Integer.MAX_VALUE);
        // Without immediate mode the kernel itself waits for at least a millisecond.
        Require.between("flush milliseconds", flush.toMillis(), immediate && flush.isZero() ? 0 : 1, 10_000);
        Require.between("workers", workers, 1, MAX_WORKERS);
        Require.between("worker cpu", workerCpu, -1, 4095);
        Require.between("progress interval milliseconds", progressInterval.toMillis(), 1000, Integer.MAX_VALUE);
        Require.between("progress packets", progressPackets, 1, Long.MAX_VALUE);
        Require.between("progress bytes", progressBytes, 1, Long.MAX_VALUE);
        Require.between("stop timeout milliseconds", stopTimeout.toMillis(), 1, 600_000);
    }

    /** {@return what is used when nothing else is said} */
    public static CaptureConfig defaults() {
        return DEFAULTS;
    }

    /** {@return a builder that begins with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@return bytes of the ring of a capture from interfaces, or of one whose source can wait}
     *
     * @param isLive whether packets would be lost that nobody takes
     */
    public long ringBytesFor(boolean isLive) {
        return ringBytes == AUTO_RING_BYTES ? (long) (isLive ? LIVE_BLOCKS : PATIENT_BLOCKS) * blockBytes : ringBytes;
    }

    /** Collects what differs from the defaults; confined to one thread. */
    public static final class Builder {
        private int blockBytes = DEFAULT_BLOCK_BYTES;
        private long ringBytes = AUTO_RING_BYTES;
        private int kernelBufferBytes = 32 << 20;
        private Duration flush = Duration.ofMillis(10);
        private boolean immediate;
        private SourceChoice source = SourceChoice.AUTO;
        private int workers = 1;
        private FanoutMode fanout = FanoutMode.HASH;
        private int workerCpu = -1;
        private Duration progressInterval = Duration.ofSeconds(2);
        private long progressPackets = 10_000;
        private long progressBytes = 100_000_000;
        private Duration stopTimeout = Duration.ofSeconds(2);
        private RestartPolicy restart = RestartPolicy.NONE;

        private Builder() {}

        /** Settings for the least delay between wire and handler, at the price of more CPU time per packet. */
        public Builder lowLatency() {
            immediate = true;
            flush = Duration.ZERO;
            return this;
        }

        /** Settings for many sessions at once: small rings. */
        public Builder small() {
            ringBytes = 8L * DEFAULT_BLOCK_BYTES;
            kernelBufferBytes = 2 << 20;
            return this;
        }

        /** Size of a block. */
        public Builder blockBytes(int bytes) {
            this.blockBytes = bytes;
            return this;
        }

        /** Size of the ring; {@link #AUTO_RING_BYTES} lets the source decide. */
        public Builder ringBytes(long bytes) {
            this.ringBytes = bytes;
            return this;
        }

        /** Size of the kernel's ring on each interface. */
        public Builder kernelBufferBytes(int bytes) {
            this.kernelBufferBytes = bytes;
            return this;
        }

        /** How long a packet may wait in the kernel and in a block that is not full; zero, with immediate mode, for not at all. */
        public Builder flush(Duration longestWait) {
            this.flush = longestWait;
            return this;
        }

        /** Whether the kernel hands over each packet at once (lower latency, more CPU). */
        public Builder immediate(boolean wanted) {
            this.immediate = wanted;
            return this;
        }

        /** Which engine reads packets. */
        public Builder source(SourceChoice choice) {
            this.source = choice;
            return this;
        }

        /** So many workers for each interface: {@link FanoutMode} says who gets which packet; sinks see one stream, ordered by time. */
        public Builder workers(int count) {
            this.workers = count;
            return this;
        }

        /** How the kernel shares packets out among them; of no effect for one. */
        public Builder fanout(FanoutMode mode) {
            this.fanout = mode;
            return this;
        }

        /** The CPU the worker is pinned to, -1 for none. */
        public Builder workerCpu(int cpu) {
            this.workerCpu = cpu;
            return this;
        }

        /** Longest time between two progress messages. */
        public Builder progressInterval(Duration interval) {
            this.progressInterval = interval;
            return this;
        }

        /** Packets after which a progress message comes earlier. */
        public Builder progressPackets(long packets) {
            this.progressPackets = packets;
            return this;
        }

        /** Bytes after which a progress message comes earlier. */
        public Builder progressBytes(long bytes) {
            this.progressBytes = bytes;
            return this;
        }

        /** How long stopping may take before what is left is counted as undrained. */
        public Builder stopTimeout(Duration timeout) {
            this.stopTimeout = timeout;
            return this;
        }

        /** Whether a capture that breaks off is started again. */
        public Builder restart(RestartPolicy policy) {
            this.restart = policy;
            return this;
        }

        /** {@return what was collected, checked} */
        public CaptureConfig build() {
            return new CaptureConfig(
                    blockBytes,
                    ringBytes,
                    kernelBufferBytes,
                    flush,
                    immediate,
                    source,
                    workers,
                    fanout,
                    workerCpu,
                    progressInterval,
                    progressPackets,
                    progressBytes,
                    stopTimeout,
                    restart);
        }
    }
}
