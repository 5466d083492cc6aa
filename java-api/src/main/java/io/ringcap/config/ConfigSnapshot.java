package io.ringcap.config;

import io.ringcap.packet.BlockLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * The configuration that a session is given when it starts. Immutable: what changes is another snapshot. Equal configurations have
 * equal hashes on every machine, and any other value of a field makes another hash.
 *
 * @param outputDir the folder of files, absolute; empty for none
 * @param filenameTemplate how files are named
 * @param fileRotateSizeMb a new file after so many megabytes; 0 for never
 * @param fileRotateCount how many files a sink keeps; 0 for all
 * @param fileRotateSeconds a new file after so many seconds; 0 for never
 * @param fileRotatePackets a new file after so many packets; 0 for never
 * @param fileRotateAligned whether files by time begin at whole multiples of it
 * @param maxDurationSec seconds after which a capture ends; 0 for never
 * @param maxBytes captured bytes after which a capture ends; 0 for never
 * @param maxPackets packets after which a capture ends; 0 for never
 * @param snaplen bytes kept of each packet
 * @param compressEnabled whether closed files are compressed
 * @param compressThresholdMb how many megabytes must have come together for that
 * @param compressFormat into what
 * @param compressLevel how hard, 1 to 9
 * @param retainDays days for which closed files are kept; 0 for ever
 * @param cleanBatchSize files deleted in one go at most
 * @param diskThresholdGb gigabytes of free space kept by deleting the oldest closed files; 0 for none
 * @param configHash unsigned 32 bits over all other fields but the time, at which two may be equal all the same
 * @param configTimestamp when it was made, in microseconds since the epoch
 */
public record ConfigSnapshot(
        String outputDir,
        String filenameTemplate,
        long fileRotateSizeMb,
        int fileRotateCount,
        long fileRotateSeconds,
        long fileRotatePackets,
        boolean fileRotateAligned,
        long maxDurationSec,
        long maxBytes,
        long maxPackets,
        int snaplen,
        boolean compressEnabled,
        int compressThresholdMb,
        CompressFormat compressFormat,
        int compressLevel,
        int retainDays,
        int cleanBatchSize,
        int diskThresholdGb,
        long configHash,
        long configTimestamp) {

    private static final ConfigSnapshot DEFAULTS = new Builder().at(0).build();

    public ConfigSnapshot {
        Require.that(
                outputDir.isEmpty() || Path.of(outputDir).isAbsolute(),
                "output dir",
                outputDir,
                "must be an absolute path");
        Require.that(outputDir.indexOf('\0') < 0, "output dir", outputDir, "must not hold a zero character");
        Require.that(
                !filenameTemplate.isBlank() && filenameTemplate.indexOf('/') < 0 && filenameTemplate.indexOf('\0') < 0,
                "filename template",
                filenameTemplate,
                "must be a name, not a path");
        Require.between("file rotate size mb", fileRotateSizeMb, 0, 1_099_511_627_776L);
        Require.between("file rotate count", fileRotateCount, 0, 1_000_000);
        Require.between("file rotate seconds", fileRotateSeconds, 0, 31_622_400);
        Require.between("file rotate packets", fileRotatePackets, 0, Long.MAX_VALUE);
        Require.between("max duration sec", maxDurationSec, 0, 3_153_600_000L);
        Require.between("max bytes", maxBytes, 0, Long.MAX_VALUE);
        Require.between("max packets", maxPackets, 0, Long.MAX_VALUE);
        Require.between("snaplen", snaplen, 1, BlockLayout.MAX_SNAPLEN);
        Require.between("compress threshold mb", compressThresholdMb, 0, 1_073_741_824);
        Require.between("compress level", compressLevel, 1, 9);
        Require.between("retain days", retainDays, 0, 36_500);
        Require.between("clean batch size", cleanBatchSize, 1, 1_000_000);
        Require.between("disk threshold gb", diskThresholdGb, 0, 1_073_741_824);
        final long hash = hash(
                outputDir,
                filenameTemplate,
                fileRotateSizeMb,
                fileRotateCount,
                fileRotateSeconds,
                fileRotatePackets,
                fileRotateAligned,
                maxDurationSec,
                maxBytes,
                maxPackets,
                snaplen,
                compressEnabled,
                compressThresholdMb,
                compressFormat,
                compressLevel,
                retainDays,
                cleanBatchSize,
                diskThresholdGb);
        Require.that(configHash == hash, "config hash", configHash, "must be " + hash + ", the one of these values");
    }

    /** What is used when nothing else is said; its time is 0. */
    public static ConfigSnapshot defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with these values. */
    public Builder toBuilder() {
        final Builder builder = new Builder();
        builder.outputDir = outputDir;
        builder.filenameTemplate = filenameTemplate;
        builder.fileRotateSizeMb = fileRotateSizeMb;
        builder.fileRotateCount = fileRotateCount;
        builder.fileRotateSeconds = fileRotateSeconds;
        builder.fileRotatePackets = fileRotatePackets;
        builder.fileRotateAligned = fileRotateAligned;
        builder.maxDurationSec = maxDurationSec;
        builder.maxBytes = maxBytes;
        builder.maxPackets = maxPackets;
        builder.snaplen = snaplen;
        builder.compressEnabled = compressEnabled;
        builder.compressThresholdMb = compressThresholdMb;
        builder.compressFormat = compressFormat;
        builder.compressLevel = compressLevel;
        builder.retainDays = retainDays;
        builder.cleanBatchSize = cleanBatchSize;
        builder.diskThresholdGb = diskThresholdGb;
        return builder;
    }

    /** Over one line a field, its name in messages and its value, in the order of the record: the same on every machine. */
    private static long hash(
            String outputDir,
            String filenameTemplate,
            long fileRotateSizeMb,
            int fileRotateCount,
            long fileRotateSeconds,
            long fileRotatePackets,
            boolean fileRotateAligned,
            long maxDurationSec,
            long maxBytes,
            long maxPackets,
            int snaplen,
            boolean compressEnabled,
            int compressThresholdMb,
            CompressFormat compressFormat,
            int compressLevel,
            int retainDays,
            int cleanBatchSize,
            int diskThresholdGb) {
        final String canonical = line("output_dir", outputDir)
                + line("filename_template", filenameTemplate)
                + line("file_rotate_size_mb", fileRotateSizeMb)
                + line("file_rotate_count", fileRotateCount)
                + line("file_rotate_seconds", fileRotateSeconds)
                + line("file_rotate_packets", fileRotatePackets)
                + line("file_rotate_aligned", fileRotateAligned)
                + line("max_duration_sec", maxDurationSec)
                + line("max_bytes", maxBytes)
                + line("max_packets", maxPackets)
                + line("snaplen", snaplen)
                + line("compress_enabled", compressEnabled)
                + line("compress_threshold_mb", compressThresholdMb)
                + line("compress_format", compressFormat.text())
                + line("compress_level", compressLevel)
                + line("retain_days", retainDays)
                + line("clean_batch_size", cleanBatchSize)
                + line("disk_threshold_gb", diskThresholdGb);
        final CRC32 crc = new CRC32();
        crc.update(canonical.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    /** A length before the value keeps a text with a line break in it from looking like two fields. */
    private static String line(String name, Object value) {
        final String text = String.valueOf(value);
        return name + "=" + text.length() + ":" + text + "\n";
    }

    /** Collects what differs from the defaults; confined to one thread. */
    public static final class Builder {
        private String outputDir = "";
        private String filenameTemplate = "{session}_{interface}_{start}_{index}";
        private long fileRotateSizeMb = 0;
        private int fileRotateCount = 0;
        private long fileRotateSeconds = 0;
        private long fileRotatePackets = 0;
        private boolean fileRotateAligned = false;
        private long maxDurationSec = 0;
        private long maxBytes = 0;
        private long maxPackets = 0;
        private int snaplen = BlockLayout.MAX_SNAPLEN;
        private boolean compressEnabled = false;
        private int compressThresholdMb = 100;
        private CompressFormat compressFormat = CompressFormat.TAR_GZ;
        private int compressLevel = 6;
        private int retainDays = 7;
        private int cleanBatchSize = 100;
        private int diskThresholdGb = 10;
        private long timestampUsec = -1;

        private Builder() {}

        public Builder outputDir(String outputDir) {
            this.outputDir = outputDir;
            return this;
        }

        public Builder filenameTemplate(String filenameTemplate) {
            this.filenameTemplate = filenameTemplate;
            return this;
        }

        public Builder fileRotateSizeMb(long fileRotateSizeMb) {
            this.fileRotateSizeMb = fileRotateSizeMb;
            return this;
        }

        public Builder fileRotateCount(int fileRotateCount) {
            this.fileRotateCount = fileRotateCount;
            return this;
        }

        public Builder fileRotateSeconds(long fileRotateSeconds) {
            this.fileRotateSeconds = fileRotateSeconds;
            return this;
        }

        public Builder fileRotatePackets(long fileRotatePackets) {
            this.fileRotatePackets = fileRotatePackets;
            return this;
        }

        public Builder fileRotateAligned(boolean fileRotateAligned) {
            this.fileRotateAligned = fileRotateAligned;
            return this;
        }

        public Builder maxDurationSec(long maxDurationSec) {
            this.maxDurationSec = maxDurationSec;
            return this;
        }

        public Builder maxBytes(long maxBytes) {
            this.maxBytes = maxBytes;
            return this;
        }

        public Builder maxPackets(long maxPackets) {
            this.maxPackets = maxPackets;
            return this;
        }

        public Builder snaplen(int snaplen) {
            this.snaplen = snaplen;
            return this;
        }

        public Builder compressEnabled(boolean compressEnabled) {
            this.compressEnabled = compressEnabled;
            return this;
        }

        public Builder compressThresholdMb(int compressThresholdMb) {
            this.compressThresholdMb = compressThresholdMb;
            return this;
        }

        public Builder compressFormat(CompressFormat compressFormat) {
            this.compressFormat = compressFormat;
            return this;
        }

        public Builder compressLevel(int compressLevel) {
            this.compressLevel = compressLevel;
            return this;
        }

        public Builder retainDays(int retainDays) {
            this.retainDays = retainDays;
            return this;
        }

        public Builder cleanBatchSize(int cleanBatchSize) {
            this.cleanBatchSize = cleanBatchSize;
            return this;
        }

        public Builder diskThresholdGb(int diskThresholdGb) {
            this.diskThresholdGb = diskThresholdGb;
            return this;
        }

        /** Sets the time of making; without it that of {@link #build}. */
        public Builder at(long usec) {
            this.timestampUsec = usec;
            return this;
        }

        public ConfigSnapshot build() {
            return new ConfigSnapshot(
                    outputDir,
                    filenameTemplate,
                    fileRotateSizeMb,
                    fileRotateCount,
                    fileRotateSeconds,
                    fileRotatePackets,
                    fileRotateAligned,
                    maxDurationSec,
                    maxBytes,
                    maxPackets,
                    snaplen,
                    compressEnabled,
                    compressThresholdMb,
                    compressFormat,
                    compressLevel,
                    retainDays,
                    cleanBatchSize,
                    diskThresholdGb,
                    hash(
                            outputDir,
                            filenameTemplate,
                            fileRotateSizeMb,
                            fileRotateCount,
                            fileRotateSeconds,
                            fileRotatePackets,
                            fileRotateAligned,
                            maxDurationSec,
                            maxBytes,
                            maxPackets,
                            snaplen,
                            compressEnabled,
                            compressThresholdMb,
                            compressFormat,
                            compressLevel,
                            retainDays,
                            cleanBatchSize,
                            diskThresholdGb),
                    timestampUsec >= 0 ? timestampUsec : TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
        }
    }
}
