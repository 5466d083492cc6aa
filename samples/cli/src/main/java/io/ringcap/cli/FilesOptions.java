package io.ringcap.cli;

import io.ringcap.config.CompressFormat;
import io.ringcap.config.FileOptions;
import io.ringcap.config.OnDiskFull;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How a recording is cut into files and what is kept of them. Filled by picocli, read once. */
@Command(optionListHeading = "Files (with -w; what cuts and keeps also with --journal):")
final class FilesOptions {
    @Option(
            names = "--rotate-size",
            paramLabel = "SIZE",
            converter = Conversions.Size.class,
            description = "begin a new file before this one grows larger")
    private @Nullable Long rotateSize;

    @Option(
            names = "--rotate-every",
            paramLabel = "TIME",
            converter = Conversions.Time.class,
            description = "begin a new file after this time, with traffic or without")
    private @Nullable Duration rotateEvery;

    @Option(names = "--aligned", description = "at whole multiples of that time (UTC), as at each full minute")
    private boolean isAligned;

    @Option(names = "--rotate-packets", paramLabel = "N", description = "begin a new file after so many packets")
    private @Nullable Long rotatePackets;

    @Option(names = "--keep-files", paramLabel = "N", description = "keep so many files; the oldest is written over")
    private @Nullable Integer keepFiles;

    @Option(
            names = "--keep-bytes",
            paramLabel = "SIZE",
            converter = Conversions.Size.class,
            description = "keep so many bytes in all files together; the oldest goes first")
    private @Nullable Long keepBytes;

    @Option(
            names = "--keep-age",
            paramLabel = "TIME",
            converter = Conversions.Time.class,
            description = "remove these files when they are older, such as 7d")
    private @Nullable Duration keepAge;

    @Option(
            names = "--name-template",
            paramLabel = "T",
            description =
                    "names of files, with {session}, {interface}, {start}, {index}, {host}, {key} (default: {session}_{index})")
    private @Nullable String nameTemplate;

    @Option(
            names = "--compress",
            paramLabel = "tar.gz|zip|gz|zst",
            converter = Conversions.Compression.class,
            description = "compress files when they are closed")
    private @Nullable CompressFormat compress;

    @Option(
            names = "--disk-reserve",
            paramLabel = "SIZE",
            converter = Conversions.Size.class,
            description = "leave so much of the disk free")
    private @Nullable Long diskReserve;

    @Option(
            names = "--on-disk-full",
            paramLabel = "stop|drop-oldest|pause",
            converter = Conversions.DiskFull.class,
            description = "what to do then (default: stop)")
    private @Nullable OnDiskFull onDiskFull;

    @Option(names = "--checksum", description = "tell each file's SHA-256")
    private boolean isChecksummed;

    @Option(names = "--fsync", description = "give a file its name only when its bytes are on the disk")
    private boolean isSynced;

    @Option(names = "--publish-empty", description = "publish files without packets too")
    private boolean isEmptyPublished;

    /** Whether any of them was given. */
    boolean areGiven() {
        return !options().equals(FileOptions.defaults());
    }

    /** Whether any was given that a journal has no use for. */
    boolean areForFilesOnly() {
        return nameTemplate != null || compress != null || isChecksummed || isSynced || isEmptyPublished;
    }

    /**
     * What they ask for.
     *
     * @throws UsageException if one needs another
     */
    FileOptions options() {
        UsageException.unless(!isAligned || rotateEvery != null, "--aligned needs --rotate-every");
        final FileOptions.Builder builder = FileOptions.builder()
                .rotateAligned(isAligned)
                .compress(compress)
                .checksummed(isChecksummed)
                .synced(isSynced)
                .emptyPublished(isEmptyPublished);
        if (rotateSize != null) {
            builder.rotateBytes(rotateSize);
        }
        if (rotateEvery != null) {
            builder.rotateEvery(rotateEvery);
        }
        if (rotatePackets != null) {
            builder.rotatePackets(rotatePackets);
        }
        if (keepFiles != null) {
            builder.keepFiles(keepFiles);
        }
        if (keepBytes != null) {
            builder.keepBytes(keepBytes);
        }
        if (keepAge != null) {
            builder.keepAge(keepAge);
        }
        if (nameTemplate != null) {
            builder.nameTemplate(nameTemplate);
        }
        if (diskReserve != null) {
            builder.diskReserveBytes(diskReserve);
        }
        if (onDiskFull != null) {
            builder.onDiskFull(onDiskFull);
        }
        return builder.build();
    }
}
