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
 * @param isLeft whether it is not to be compressed, whatever a manager's settings say
 */
public record FileCare(@Nullable CompressFormat compress, int level, Duration keepAge, boolean isLeft) {
    private static final int DEFAULT_LEVEL = 6;

    /** The file is left alone. */
    public static final FileCare NONE = new FileCare(null, DEFAULT_LEVEL, Duration.ZERO, false);

    /** What a manager's settings may add to. */
    public FileCare(@Nullable CompressFormat compress, int level, Duration keepAge) {
        this(compress, level, keepAge, false);
    }

    /** Whether anything shall become of it. */
    public boolean isAny() {
        return compress != null || !keepAge.isZero() || isLeft;
    }

    /** That of an archive which holds files of both: it is compressed already, and kept as long as the longer of them. */
    FileCare inArchiveWith(FileCare other) {
        final boolean isForEver = keepAge.isZero() || other.keepAge.isZero();
        final Duration longer = keepAge.compareTo(other.keepAge) >= 0 ? keepAge : other.keepAge;
        return new FileCare(null, level, isForEver ? Duration.ZERO : longer);
    }
}
