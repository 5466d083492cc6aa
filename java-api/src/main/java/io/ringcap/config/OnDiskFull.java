package io.ringcap.config;

/** What a file sink does when free space comes down to its reserve, or the disk takes no more. */
public enum OnDiskFull {
    /** The file is published as it is, and the sink has failed. */
    STOP("stop"),
    /** The oldest file of this recording is removed, and the recording goes on. */
    DROP_OLDEST("drop-oldest"),
    /** What arrives is counted as not saved until there is room again; then a new file is begun. */
    PAUSE("pause");

    private final String text;

    OnDiskFull(String text) {
        this.text = text;
    }

    /** {@return the name on the command line} */
    public String text() {
        return text;
    }
}
