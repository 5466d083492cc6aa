package io.ringcap.cli;

/** Options that are each in order but do not go together. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UsageException(String message) {
        super(message);
    }

    static void unless(boolean isRight, String message) {
        if (!isRight) {
            throw new UsageException(message);
        }
    }
}
