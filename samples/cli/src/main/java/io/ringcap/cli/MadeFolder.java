package io.ringcap.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The folders that a start makes for its files or its journal, so that one that comes to nothing leaves none behind. Confined to one thread. */
final class MadeFolder {
    private static final System.Logger LOG = System.getLogger(MadeFolder.class.getName());

    /** What a journal consists of before there is a session in it. */
    private static final Set<String> OF_EMPTY_JOURNAL = Set.of("journal.lock", "metadata.cq4t");

    /** Innermost first. */
    private final List<Path> missing = new ArrayList<>();

    /**
     * To be made before the start.
     *
     * @param folder null when nothing is recorded there
     */
    MadeFolder(@Nullable Path folder) {
        for (Path each = folder == null ? null : folder.toAbsolutePath().normalize();
                each != null && Files.notExists(each);
                each = each.getParent()) {
            missing.add(each);
        }
    }

    /** Removes those that were not there before and hold nothing that was recorded. */
    void removeIfEmpty() {
        try {
            removeEmptyJournal();
            for (Path each : missing) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            // It is not empty, or somebody else's by now: then it stays, and those around it.
            LOG.log(System.Logger.Level.DEBUG, "a folder stays that was made", e);
        }
    }

    private void removeEmptyJournal() throws IOException {
        if (missing.isEmpty() || Files.notExists(missing.get(0))) {
            return;
        }
        final List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(missing.get(0))) {
            all.forEach(files::add);
        }
        if (files.stream().allMatch(each -> OF_EMPTY_JOURNAL.contains(String.valueOf(each.getFileName())))) {
            for (Path each : files) {
                Files.deleteIfExists(each);
            }
        }
    }
}
