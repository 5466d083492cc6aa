package io.ringcap.cli;

/** The exit codes that scripts rely on. */
final class ExitCodes {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int PREREQUISITE = 3;

    private ExitCodes() {}

    /** The exit code for what failed: a script can tell what is to be installed or allowed from what went wrong. */
    static int of(boolean isPrerequisiteMissing) {
        return isPrerequisiteMissing ? PREREQUISITE : FAILED;
    }
}
