package io.ringcap.config;

import com.fasterxml.jackson.annotation.JsonValue;

/** What closed files are compressed into. */
public enum CompressFormat {
    /** One archive of files, compressed as a whole; needs commons-compress. */
    TAR_GZ("tar.gz"),
    /** One archive of files, each compressed; needs nothing but the JDK. */
    ZIP("zip"),
    /** Each file by itself. */
    GZ("gz"),
    /** Each file by itself, with Zstandard. */
    ZST("zst");

    private final String text;

    CompressFormat(String text) {
        this.text = text;
    }

    /** {@return the name in messages, which is also the ending of the file} */
    @JsonValue
    public String text() {
        return text;
    }
}
