package io.ringcap.internal.files;

import io.ringcap.message.CleanConfigRefresh;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the cleaner goes by at this moment. Immutable.
 *
 * @param ownFolder the manager's own output folder, the only one for which the settings' rules hold; null when it has none
 */
record CleanerSettings(@Nullable Path ownFolder, CleanConfigRefresh values) {
    private static final long BYTES_PER_GB = 1L << 30;

    Retention.Rule ruleFor(FileManifest manifest, @Nullable FileManifest own) {
        return manifest.equals(own)
                ? new Retention.Rule(
                        Duration.ofDays(values.retainDays()),
                        0,
                        0,
                        values.diskThresholdGb() * BYTES_PER_GB,
                        values.cleanBatchSize())
                : Retention.Rule.ofFiles(values.cleanBatchSize());
    }

    /** What is wanted for a file of the own folder: its own wish, or the settings'. */
    FileCare careFor(FileManifest.Entry entry) {
        return entry.care().compress() == null && !entry.care().isLeft() && values.compressEnabled()
                ? new FileCare(
                        values.compressFormat(),
                        values.compressLevel(),
                        entry.care().keepAge())
                : entry.care();
    }
}
