package io.ringcap.sink;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The disk, or the share of it that this user may use, takes no more; something can be done about that. */
final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    DiskFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
