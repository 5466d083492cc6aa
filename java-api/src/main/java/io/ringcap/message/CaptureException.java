package io.ringcap.message;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A capture that cannot start or go on. The message names the cause and what to do about it. */
public final class CaptureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final boolean isPrerequisiteMissing;

    public CaptureException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public CaptureException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, code == ErrorCode.START_NO_PERMISSION, cause);
    }

    CaptureException(ErrorCode code, String message, boolean isPrerequisiteMissing, @Nullable Throwable cause) {
        super(message, cause);
        this.code = requireNonNull(code, "code");
        this.isPrerequisiteMissing = isPrerequisiteMissing;
    }

    /** The engine cannot start because this machine or this JVM lacks something: a library, a jar, a flag. */
    public static CaptureException prerequisiteMissing(String message, @Nullable Throwable cause) {
        return new CaptureException(ErrorCode.START_ENGINE_FAILED, message, true, cause);
    }

    public ErrorCode code() {
        return code;
    }

    /** Whether it would work after something is installed, allowed or switched on; the message says what. */
    public boolean isPrerequisiteMissing() {
        return isPrerequisiteMissing;
    }
}
