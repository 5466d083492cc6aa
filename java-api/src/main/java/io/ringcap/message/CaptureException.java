package io.ringcap.message;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A capture that cannot start or go on. The message names the cause and what to do about it. */
public final class CaptureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Which of the protocol's codes it is. */
    private final ErrorCode code;

    /** Whether something is to be installed, allowed or switched on. */
    private final boolean isPrerequisiteMissing;

    /**
     * An exception without a cause.
     *
     * @param code which of the protocol's codes it is
     * @param message what happened, and what to do
     */
    public CaptureException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * An exception with its cause.
     *
     * @param code which of the protocol's codes it is
     * @param message what happened, and what to do
     * @param cause what was thrown first, or null
     */
    public CaptureException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, code == ErrorCode.START_NO_PERMISSION, cause);
    }

    CaptureException(ErrorCode code, String message, boolean isPrerequisiteMissing, @Nullable Throwable cause) {
        super(message, cause);
        this.code = requireNonNull(code, "code");
        this.isPrerequisiteMissing = isPrerequisiteMissing;
    }

    /**
     * {@return an exception that says: the engine cannot start because this machine or this JVM lacks something, a
     * library, a jar, a flag}
     *
     * @param message what is missing, and how to get it
     * @param cause what was thrown first, or null
     */
    public static CaptureException prerequisiteMissing(String message, @Nullable Throwable cause) {
        return new CaptureException(ErrorCode.START_ENGINE_FAILED, message, true, cause);
    }

    /** {@return which of the protocol's codes it is} */
    public ErrorCode code() {
        return code;
    }

    /** {@return whether it would work after something is installed, allowed or switched on; the message says what} */
    public boolean isPrerequisiteMissing() {
        return isPrerequisiteMissing;
    }
}
