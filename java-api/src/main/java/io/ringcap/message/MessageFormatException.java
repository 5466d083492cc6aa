package io.ringcap.message;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Text that is not a message. The message of the exception names the field. */
public final class MessageFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean isUnknownOp;

    MessageFormatException(String text, boolean isUnknownOp, @Nullable Throwable cause) {
        super(text, cause);
        this.isUnknownOp = isUnknownOp;
    }

    /** Whether it may well be a message, of a kind that only a later version knows: to be counted, not to be fatal. */
    public boolean isUnknownOp() {
        return isUnknownOp;
    }
}
