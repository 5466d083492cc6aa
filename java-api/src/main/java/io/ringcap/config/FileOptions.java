package io.ringcap.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a recording is cut into files, what of them is kept, and what happens when the disk is full. Immutable. A limit that is
 * zero does not apply.
 *
 * @param nameTemplate how files are named, without their ending: text with {@code {session}}, {@code {interface}}, {@code
 *     {start}} (when the file was begun), {@code {index}}, {@code {host}}, {@code {key}}; no path separators, control characters
 *     or dot in front
 * @param rotateBytes how large a file may become; a record that does not fit begins the next one
 * @param rotateEvery how long a file is written to
 * @param rotateAligned whether files begin at whole multiples of {@code rotateEvery} of the clock (UTC)
 * @param rotatePackets how many packets a file may hold
 * @param keepFiles how many files are kept: the oldest is overwritten in place by the next one
 * @param keepBytes how many bytes all files together may take; the oldest goes first
 * @param keepAge how long closed files are kept
 * @param emptyPublished whether files of a rotating recording are published without packets too, or never seen
 * @param synced whether a file gets its name only when its bytes are on the disk
 * @param checksummed whether each file's SHA-256 is told with it
 * @param diskReserveBytes free space that the recording leaves alone
 * @param onDiskFull what happens when it comes down to that
 * @param compress what closed files are compressed into; null when they are left as they are
 * @param compressLevel 1, fastest, to 9, smallest
 */
public record FileOptions(
        String nameTemplate,
        long rotateBytes,
        Duration rotateEvery,
        boolean rotateAligned,
        long rotatePackets,
        int keepFiles,
        long keepBytes,
        Duration keepAge,
        boolean emptyPublished,
        boolean synced,
        boolean checksummed,
        long diskReserveBytes,
        OnDiskFull onDiskFull,
        @Nullable CompressFormat compress,
        int compressLevel) {

    /** How many files can be kept at most. */
    static final int MAX_FILES = 1_000_000;

    /** A file smaller than this holds one packet of the largest size at most. */
    private static final long MIN_ROTATE_BYTES = 64 << 10;

    private static final long MIN_ROTATE_MS = 10;
    private static final Duration MAX_DURATION = Duration.ofDays(36_500);
    private static final FileOptions DEFAULTS = new Builder().build();

    public FileOptions {
        Require.that(!nameTemplate.isBlank(), "name template", nameTemplate, "must not be empty");
        Require.that(
                rotateBytes == 0 || rotateBytes >= MIN_ROTATE_BYTES,
                "rotate size",
                rotateBytes,
                "must be 0 or at least " + MIN_ROTATE_BYTES);
        Require.that(
                rotateEvery.isZero() || isBetween(rotateEvery, Duration.ofMillis(MIN_ROTATE_MS), MAX_DURATION),
                "rotate time",
                rotateEvery,
                "must be 0 or " + MIN_ROTATE_MS + " ms to " + MAX_DURATION.toDays() + " days");
        Require.that(
                !rotateAligned || !rotateEvery.isZero(), "aligned", rotateAligned, "needs a rotation time to align to");
        Require.between("rotate packets", rotatePackets, 0, Long.MAX_VALUE);
        Require.between("keep files", keepFiles, 0, MAX_FILES);
        Require.that(keepFiles != 1, "keep files", keepFiles, "must be 0 or at least 2: one of them is being written");
        Require.between("keep bytes", keepBytes, 0, Long.MAX_VALUE);
        Require.that(
                (keepFiles == 0 && keepBytes == 0) || rotateBytes > 0 || !rotateEvery.isZero() || rotatePackets > 0,
                "keep files or bytes",
                Math.max(keepFiles, keepBytes),
                "needs a rotation: a single file cannot be kept in part");
        Require.that(
                keepBytes == 0 || rotateBytes == 0 || keepBytes >= 2 * rotateBytes,
                "keep bytes",
                keepBytes,
                "must be at least two files of the rotate size");
        Require.that(
                compress == null || (keepFiles == 0 && keepBytes == 0 && onDiskFull != OnDiskFull.DROP_OLDEST),
                "compress",
                compress == null ? "" : compress.text(),
                "does not go with keeping so many files or bytes, nor with dropping the oldest: archives are not counted there;"
                        + " keep them by age");
        Require.that(
                isBetween(keepAge, Duration.ZERO, MAX_DURATION),
                "keep age",
                keepAge,
                "must be 0 to " + MAX_DURATION.toDays() + " days");
        Require.between("disk reserve", diskReserveBytes, 0, Long.MAX_VALUE);
        Require.between("compress level", compressLevel, 1, 9);
    }

    /** {@return one file, kept for ever; the recording stops when the disk is full} */
    public static FileOptions defaults() {
        return DEFAULTS;
    }

    /**
     * {@return what a configuration says of files} Compressing and cleaning are the manager's and are not in it.
     *
     * @param config the limits of a recording's files
     */
    public static FileOptions of(ConfigSnapshot config) {
        final Builder builder = new Builder()
                .nameTemplate(config.filenameTemplate())
                .rotateBytes((long) config.fileRotateSizeMb() << 20)
                .rotateEvery(Duration.ofSeconds(config.fileRotateSeconds()))
                .rotateAligned(config.fileRotateAligned() && config.fileRotateSeconds() > 0)
                .rotatePackets(config.fileRotatePackets());
        final FileOptions options = builder.build();
        return options.isRotating()
                ? builder.keepFiles(config.fileRotateCount()).build()
                : options;
    }

    /** {@return a builder that begins with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return whether the recording goes into more than one file} */
    public boolean isRotating() {
        return rotateBytes > 0 || !rotateEvery.isZero() || rotatePackets > 0;
    }

    private static boolean isBetween(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    /** Collects what differs from the defaults; confined to one thread. */
    public static final class Builder {
        private String nameTemplate = "{session}_{index}";
        private long rotateBytes;
        private Duration rotateEvery = Duration.ZERO;
        private boolean rotateAligned;
        private long rotatePackets;
        private int keepFiles;
        private long keepBytes;
        private Duration keepAge = Duration.ZERO;
        private boolean emptyPublished;
        private boolean synced;
        private boolean checksummed;
        private long diskReserveBytes;
        private OnDiskFull onDiskFull = OnDiskFull.STOP;
        private @Nullable CompressFormat compress;
        private int compressLevel = 6;

        private Builder() {}

        /**
         * How files are named, without their ending: text with {@code {session}}, {@code {interface}}, {@code
         * {start}} (when the file was begun), {@code {index}}, {@code {host}}, {@code {key}}; no path separators, control characters
         * or dot in front.
         */
        public Builder nameTemplate(String template) {
            this.nameTemplate = template;
            return this;
        }

        /** How large a file may become; a record that does not fit begins the next one. */
        public Builder rotateBytes(long bytes) {
            this.rotateBytes = bytes;
            return this;
        }

        /** How long a file is written to. */
        public Builder rotateEvery(Duration time) {
            this.rotateEvery = time;
            return this;
        }

        /** Whether files begin at whole multiples of {@code rotateEvery} of the clock (UTC). */
        public Builder rotateAligned(boolean wanted) {
            this.rotateAligned = wanted;
            return this;
        }

        /** How many packets a file may hold. */
        public Builder rotatePackets(long packets) {
            this.rotatePackets = packets;
            return this;
        }

        /** How many files are kept: the oldest is overwritten in place by the next one. */
        public Builder keepFiles(int files) {
            this.keepFiles = files;
            return this;
        }

        /** How many bytes all files together may take; the oldest goes first. */
        public Builder keepBytes(long bytes) {
            this.keepBytes = bytes;
            return this;
        }

        /** How long closed files are kept. */
        public Builder keepAge(Duration age) {
            this.keepAge = age;
            return this;
        }

        /** Whether files without packets are published, or never seen. */
        public Builder emptyPublished(boolean wanted) {
            this.emptyPublished = wanted;
            return this;
        }

        /** Whether a file gets its name only when its bytes are on the disk. */
        public Builder synced(boolean wanted) {
            this.synced = wanted;
            return this;
        }

        /** Whether each file's SHA-256 is told with it. */
        public Builder checksummed(boolean wanted) {
            this.checksummed = wanted;
            return this;
        }

        /** Free space that the recording leaves alone. */
        public Builder diskReserveBytes(long bytes) {
            this.diskReserveBytes = bytes;
            return this;
        }

        /** What happens when it comes down to that. */
        public Builder onDiskFull(OnDiskFull policy) {
            this.onDiskFull = policy;
            return this;
        }

        /** Compresses closed files; null leaves them as they are. */
        public Builder compress(@Nullable CompressFormat format) {
            this.compress = format;
            return this;
        }

        /** 1, fastest, to 9, smallest. */
        public Builder compressLevel(int level) {
            this.compressLevel = level;
            return this;
        }

        /** {@return what was collected, checked} */
        public FileOptions build() {
            return new FileOptions(
                    nameTemplate,
                    rotateBytes,
                    rotateEvery,
                    rotateAligned,
                    rotatePackets,
                    keepFiles,
                    keepBytes,
                    keepAge,
                    emptyPublished,
                    synced,
                    checksummed,
                    diskReserveBytes,
                    onDiskFull,
                    compress,
                    compressLevel);
        }
    }
}
