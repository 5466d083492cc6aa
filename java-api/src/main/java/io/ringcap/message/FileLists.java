package io.ringcap.message;

import java.util.List;

/** Keeps the lists of files in messages short, so that a message stays small however long a capture runs. */
final class FileLists {
    /** More files than these come in more messages. */
    static final int MAX_FILES = 100;

    private FileLists() {}

    /** An immutable copy; a longer list is refused, because whatever were cut off would be lost without a word. */
    static <T> List<T> checked(String field, List<T> files) {
        if (files.size() > MAX_FILES) {
            throw new IllegalArgumentException(
                    field + " holds " + files.size() + " files; send at most " + MAX_FILES + " in one message");
        }
        return List.copyOf(files);
    }

    /** An immutable copy of the last ones. */
    static <T> List<T> newest(List<T> files) {
        return List.copyOf(files.subList(Math.max(files.size() - MAX_FILES, 0), files.size()));
    }
}
