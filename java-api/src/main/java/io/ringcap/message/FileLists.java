package io.ringcap.message;

import java.util.List;

/** Messages stay small: more files come in more messages. */
final class FileLists {
    static final int MOST = 100;

    private FileLists() {}

    static <T> List<T> checked(List<T> files) {
        if (files.size() > MOST) {
            throw new IllegalArgumentException(
                    "a message names at most " + MOST + " files, not " + files.size() + "; send more messages");
        }
        return List.copyOf(files);
    }
}
