package io.ringcap.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** What closed files are compressed into. */
public enum CompressFormat {
    TAR_GZ("tar.gz"),
    ZIP("zip"),
    GZ("gz"),
    ZST("zst");

    private final String text;

    CompressFormat(String text) {
        this.text = text;
    }

    /** The name in messages and on the command line. */
    @JsonValue
    public String text() {
        return text;
    }

    /** The format of this name. */
    @JsonCreator
    public static CompressFormat of(String text) {
        for (CompressFormat each : values()) {
            if (each.text.equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("compress format must be one of "
                + Arrays.stream(values()).map(CompressFormat::text).toList() + ", not '" + text + "'");
    }
}
