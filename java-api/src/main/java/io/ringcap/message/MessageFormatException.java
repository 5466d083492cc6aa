package io.ringcap.message;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A text that is no message of the protocol. It names the field, the op or the value that is wrong. */
public final class MessageFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Whether it is whole, but of a kind that is not known. */
    private final boolean isUnknownOp;

    private MessageFormatException(String message, boolean isUnknownOp, @Nullable Throwable cause) {
        super(message, cause);
        this.isUnknownOp = isUnknownOp;
    }

    static MessageFormatException unknownOp(String op) {
        return new MessageFormatException(
                "op " + op + " is unknown to version " + LibraryVersion.TEXT + "; ignore the message and count it",
                true,
                null);
    }

    static MessageFormatException missing(OpCode opCode, String field) {
        return broken(opCode.name() + " lacks the required field " + field, null);
    }

    static MessageFormatException broken(String message, @Nullable Throwable cause) {
        // Senders may put anything into a value; the report of it stays small.
        return new MessageFormatException(Texts.cut(message, CaptureFailed.MAX_ERROR_BYTES), false, cause);
    }

    /** {@return whether it is a whole message of a kind that a later version has: to be counted and ignored} */
    public boolean isUnknownOp() {
        return isUnknownOp;
    }
}
