package io.ringcap.message;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A capture that cannot start or go on. The message names the cause and what to do about it. */
public final class CaptureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public CaptureException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public CaptureException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = requireNonNull(code, "code");
    }

    public ErrorCode code() {
        return code;
    }
}
