package io.ringcap.sink;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The disk, or the share of it that this user may use, takes no more, or has come down to what is kept free: what was to be
 * written was not, all before it is whole.
 */
final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    DiskFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether a write failed because of the room there is. */
    static boolean isReason(IOException failure) {
        final String text = String.valueOf(failure.getMessage());
        return text.contains("No space left on device") || text.contains("Disk quota exceeded");
    }
}
