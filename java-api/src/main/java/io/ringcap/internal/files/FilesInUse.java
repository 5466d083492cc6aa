package io.ringcap.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The files that this process reads or compresses right now, which nothing may delete. One for the process; any thread. */
public final class FilesInUse {
    /** Guarded by itself. */
    private static final Map<Path, Integer> USERS = new HashMap<>();

    /** Files that are being deleted. Guarded by {@link #USERS}. */
    private static final Set<Path> DELETED = new HashSet<>();

    private FilesInUse() {}

    /** Keeps a file from being deleted until the use is closed. The file must exist. */
    public static Use open(Path file) throws IOException {
        final Path key = file.toRealPath();
        synchronized (USERS) {
            if (DELETED.contains(key)) {
                throw new NoSuchFileException(file.toString(), null, "it is being deleted");
            }
            USERS.merge(key, 1, Integer::sum);
        }
        return new Use(key);
    }

    /** Whether somebody uses it. */
    public static boolean isUsed(Path file) throws IOException {
        final Path key;
        try {
            key = file.toRealPath(LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return false;
        }
        synchronized (USERS) {
            return USERS.containsKey(key);
        }
    }

    /** Deletes a file of a folder without links in its path, unless somebody uses it; says whether it is gone. */
    static boolean deleteUnused(Path file) throws IOException {
        synchronized (USERS) {
            if (USERS.containsKey(file) || !DELETED.add(file)) {
                return false;
            }
        }
        // Not while others wait: the disk may be slow, and who gives up a use must never wait for it.
        try {
            Files.deleteIfExists(file);
            return true;
        } finally {
            synchronized (USERS) {
                DELETED.remove(file);
            }
        }
    }

    /** Somebody's use of a file; closed once, by whoever opened it. */
    public static final class Use implements AutoCloseable {
        private final Path key;
        private boolean isClosed;

        private Use(Path key) {
            this.key = key;
        }

        @Override
        public void close() {
            synchronized (USERS) {
                if (!isClosed) {
                    isClosed = true;
                    USERS.computeIfPresent(key, (path, users) -> users == 1 ? null : users - 1);
                }
            }
        }
    }
}
