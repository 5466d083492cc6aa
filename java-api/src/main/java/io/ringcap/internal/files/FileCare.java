package io.ringcap.internal.files;

import io.ringcap.config.CompressFormat;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What shall become of a closed file. Immutable; kept in the manifest, so that the next process goes on with it.
 *
 * @param compress what it is compressed into; null when it is left as it is
 * @param level 1, fastest, to 9, smallest
 * @param keepAge how long it is kept; zero for ever
 */
public record FileCare(@Nullable CompressFormat compress, int level, Duration keepAge) {
    private static final int DEFAULT_LEVEL = 6;

    /** The file is left alone. */
    public static final FileCare NONE = new FileCare(null, DEFAULT_LEVEL, Duration.ZERO);

    /** Whether anything shall become of it. */
    public boolean isAny() {
        return compress != null || !keepAge.isZero();
    }

    /** That of an archive which holds files of both: it is compressed already, and kept as long as the longer of them. */
    FileCare inArchiveWith(FileCare other) {
        final boolean isForEver = keepAge.isZero() || other.keepAge.isZero();
        final Duration longer = keepAge.compareTo(other.keepAge) >= 0 ? keepAge : other.keepAge;
        return new FileCare(null, level, isForEver ? Duration.ZERO : longer);
    }
}
