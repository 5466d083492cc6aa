package io.ringcap.config;

import io.ringcap.packet.BlockLayout;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The configuration a session runs with: an immutable copy with a hash, so that everybody can say which one is in force.
 * Equal configurations have equal hashes on every machine. A snapshot whose hash does not fit its values cannot be made.
 *
 * <p>The hash covers all fields but {@code configTimestamp}: two equal configurations that were made at different times are
 * still the same configuration, and a worker that runs with one of them needs no refresh to the other.
 *
 * @param outputDir the absolute path of the folder that files go to; empty for none. A manager deletes its own files there, by {@code
 *     retainDays} and {@code diskThresholdGb}
 * @param filenameTemplate how files are named, see {@link FileOptions}
 * @param fileRotateSizeMb megabytes after which a new file is begun; 0 for no such limit
 * @param fileRotateCount how many files are kept when they rotate, the oldest goes first; 0 for all, else at least 2
 * @param fileRotateSeconds seconds after which a new file is begun; 0 for no such limit
 * @param fileRotatePackets packets after which a new file is begun; 0 for no such limit
 * @param fileRotateAligned whether files begin at whole multiples of {@code fileRotateSeconds} of the clock
 * @param maxDurationSec seconds to capture; 0 for no end
 * @param maxBytes captured bytes to take; 0 for no end
 * @param maxPackets packets to capture; 0 for no end
 * @param snaplen bytes kept of each packet
 * @param compressEnabled whether closed files are compressed
 * @param compressThresholdMb how many megabytes of files are gathered for one archive
 * @param compressLevel 1, fastest, to 9, smallest
 * @param retainDays how many days closed files are kept in the manager's output folder; 0 for ever
 * @param cleanBatchSize how many files are deleted at most in one go
 * @param diskThresholdGb free space that is kept by deleting the oldest closed files of the manager's output folder; 0 for none
 * @param configHash the hash of the other fields, 32 bits without sign
 * @param configTimestamp when it was made, in microseconds since the epoch; 0 when nobody noted it
 */
public record ConfigSnapshot(
        String outputDir,
        String filenameTemplate,
        int fileRotateSizeMb,
        int fileRotateCount,
        int fileRotateSeconds,
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

    private static final int MAX_MB = 1 << 20;
    private static final int MAX_SECONDS = 366 * 86_400;
    private static final ConfigSnapshot DEFAULTS = new Builder().build();

    public ConfigSnapshot {
        Require.that(isEmptyOrAbsolute(outputDir), "output_dir", outputDir, "must be an absolute path or empty");
        Require.that(isOneLine(outputDir), "output_dir", outputDir, "must not hold control characters");
        Require.that(!filenameTemplate.isBlank(), "filename_template", filenameTemplate, "must not be empty");
        Require.that(
                isOneLine(filenameTemplate), "filename_template", filenameTemplate, "must not hold control characters");
        Require.between("file_rotate_size_mb", fileRotateSizeMb, 0, MAX_MB);
        Require.that(
                fileRotateCount == 0 || (fileRotateCount >= 2 && fileRotateCount <= FileOptions.MAX_FILES),
                "file_rotate_count",
                fileRotateCount,
                "must be 0 or 2 to " + FileOptions.MAX_FILES + ": one of them is being written");
        Require.between("file_rotate_seconds", fileRotateSeconds, 0, MAX_SECONDS);
        Require.between("file_rotate_packets", fileRotatePackets, 0, Long.MAX_VALUE);
        Require.between("max_duration_sec", maxDurationSec, 0, CaptureSpec.MAX_DURATION.toSeconds());
        Require.between("max_bytes", maxBytes, 0, Long.MAX_VALUE);
        Require.between("max_packets", maxPackets, 0, Long.MAX_VALUE);
        Require.between("snaplen", snaplen, 1, BlockLayout.MAX_SNAPLEN);
        Require.between("compress_threshold_mb", compressThresholdMb, 0, MAX_MB);
        Require.between("compress_level", compressLevel, 1, 9);
        Require.between("retain_days", retainDays, 0, 36_500);
        Require.between("clean_batch_size", cleanBatchSize, 1, 100_000);
        Require.between("disk_threshold_gb", diskThresholdGb, 0, 1 << 20);
        Require.between("config_timestamp", configTimestamp, 0, Long.MAX_VALUE);
        final long expectedHash = CanonicalForm.hash(
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
        Require.that(
                configHash == expectedHash,
                "config_hash",
                configHash,
                "must be " + expectedHash
                        + " for these values (a later version may hash fields that are not known here)");
    }

    /** {@return what is used when nothing else is said} */
    public static ConfigSnapshot defaults() {
        return DEFAULTS;
    }

    /** {@return a builder that begins with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with the values of this snapshot. */
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
        builder.configTimestamp = configTimestamp;
        return builder;
    }

    private static boolean isEmptyOrAbsolute(String directory) {
        try {
            return directory.isEmpty() || Path.of(directory).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** A line break in a value could make two different snapshots look alike in the canonical form. */
    private static boolean isOneLine(String value) {
        return value.chars().noneMatch(Character::isISOControl);
    }

    /** Collects what is wanted, and computes the hash; confined to one thread. */
    public static final class Builder {
        private String outputDir = "";
        private String filenameTemplate = "{session}_{index}";
        private int fileRotateSizeMb;
        private int fileRotateCount;
        private int fileRotateSeconds;
        private long fileRotatePackets;
        private boolean fileRotateAligned;
        private long maxDurationSec;
        private long maxBytes;
        private long maxPackets;
        private int snaplen = BlockLayout.MAX_SNAPLEN;
        private boolean compressEnabled;
        private int compressThresholdMb = 100;
        private CompressFormat compressFormat = CompressFormat.TAR_GZ;
        private int compressLevel = 6;
        private int retainDays = 7;
        private int cleanBatchSize = 100;
        private int diskThresholdGb = 10;
        private long configTimestamp;

        private Builder() {}

        /**
         * The folder that files go to; a relative one counts from the folder this process was started in. A manager with one deletes
         * its own files there by default, see {@link #retainDays} and {@link #diskThresholdGb}.
         */
        public Builder outputDir(Path folder) {
            this.outputDir = folder.toAbsolutePath().toString();
            return this;
        }

        /** How files are named, see {@link FileOptions}. */
        public Builder filenameTemplate(String template) {
            this.filenameTemplate = template;
            return this;
        }

        /** Megabytes after which a new file is begun; 0 for no such limit. */
        public Builder fileRotateSizeMb(int megabytes) {
            this.fileRotateSizeMb = megabytes;
            return this;
        }

        /** How many files are kept when they rotate, the oldest goes first; 0 for all, else at least 2. */
        public Builder fileRotateCount(int files) {
            this.fileRotateCount = files;
            return this;
        }

        /** Seconds after which a new file is begun; 0 for no such limit. */
        public Builder fileRotateSeconds(int seconds) {
            this.fileRotateSeconds = seconds;
            return this;
        }

        /** Packets after which a new file is begun; 0 for no such limit. */
        public Builder fileRotatePackets(long packets) {
            this.fileRotatePackets = packets;
            return this;
        }

        /** Whether files begin at whole multiples of {@code fileRotateSeconds} of the clock. */
        public Builder fileRotateAligned(boolean wanted) {
            this.fileRotateAligned = wanted;
            return this;
        }

        /** Seconds to capture; 0 for no end. */
        public Builder maxDurationSec(long seconds) {
            this.maxDurationSec = seconds;
            return this;
        }

        /** Captured bytes to take; 0 for no end. */
        public Builder maxBytes(long bytes) {
            this.maxBytes = bytes;
            return this;
        }

        /** Packets to capture; 0 for no end. */
        public Builder maxPackets(long packets) {
            this.maxPackets = packets;
            return this;
        }

        /** Bytes kept of each packet. */
        public Builder snaplen(int bytes) {
            this.snaplen = bytes;
            return this;
        }

        /** Whether closed files are compressed. */
        public Builder compressEnabled(boolean wanted) {
            this.compressEnabled = wanted;
            return this;
        }

        /** How many megabytes of files are gathered for one archive. */
        public Builder compressThresholdMb(int megabytes) {
            this.compressThresholdMb = megabytes;
            return this;
        }

        /** What closed files are compressed into. */
        public Builder compressFormat(CompressFormat format) {
            this.compressFormat = format;
            return this;
        }

        /** 1, fastest, to 9, smallest. */
        public Builder compressLevel(int level) {
            this.compressLevel = level;
            return this;
        }

        /** How long closed files are kept in the manager's output folder: 7 days if nothing is said; 0 for ever. */
        public Builder retainDays(int days) {
            this.retainDays = days;
            return this;
        }

        /** How many files are deleted at most in one go. */
        public Builder cleanBatchSize(int files) {
            this.cleanBatchSize = files;
            return this;
        }

        /**
         * Free space that is kept by deleting the oldest closed files of the manager's output folder: 10 if nothing is said; 0 deletes
         * none for want of space.
         */
        public Builder diskThresholdGb(int gigabytes) {
            this.diskThresholdGb = gigabytes;
            return this;
        }

        /** When the snapshot is made, in microseconds since the epoch. */
        public Builder configTimestamp(long usec) {
            this.configTimestamp = usec;
            return this;
        }

        /** {@return what was collected, checked} */
        public ConfigSnapshot build() {
            final long configHash = CanonicalForm.hash(
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
                    configHash,
                    configTimestamp);
        }
    }
}
