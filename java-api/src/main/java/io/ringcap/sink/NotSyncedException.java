package io.ringcap.sink;

import java.io.IOException;

/** The disk has not taken what was written to a file: nobody knows how much of it will be there. */
final class NotSyncedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotSyncedException(String message, IOException cause) {
        super(message, cause);
    }
}
