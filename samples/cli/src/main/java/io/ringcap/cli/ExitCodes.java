package io.ringcap.cli;

import io.ringcap.message.ErrorCode;

/** The exit codes that scripts rely on. */
final class ExitCodes {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int PREREQUISITE = 3;

    private ExitCodes() {}

    /**
     * The exit code for a capture that failed.
     *
     * @param text what the failure says: only it tells an engine that broke from one that is not there
     */
    static int of(ErrorCode error, String text) {
        return switch (error) {
            case START_NO_PERMISSION -> PREREQUISITE;
            case START_ENGINE_FAILED -> isSomethingMissing(text) ? PREREQUISITE : FAILED;
            default -> FAILED;
        };
    }

    /** A library, a jar or a JVM flag; tests that take each of them away pin these words. */
    private static boolean isSomethingMissing(String text) {
        return text.contains("libpcap is missing")
                || text.contains("could not be loaded")
                || text.contains("cannot load its own native library")
                || text.contains("not on the class path")
                || text.contains("start java with");
    }
}
