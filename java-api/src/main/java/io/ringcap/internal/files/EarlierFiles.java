package io.ringcap.internal.files;

import io.ringcap.internal.lock.FolderLock;
import io.ringcap.message.CaptureFileInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files that recordings have left which have ended, so that a new one may drop the oldest of them when the disk is full.
 * Those of a recording that still runs, in this process or another one, are not for others. Any thread that may wait for the disk.
 */
public final class EarlierFiles {
    private static final System.Logger LOG = System.getLogger("io.ringcap.files");

    /** Sessions of this process and how many have that name: it is unique for a manager. */
    private static final Map<String, Integer> RUNNING = new ConcurrentHashMap<>();

    private EarlierFiles() {}

    /** The files of a session are its own from here on. */
    public static void started(String sessionId) {
        RUNNING.merge(sessionId, 1, Integer::sum);
    }

    /** The session has no more use for its files. */
    public static void ended(String sessionId) {
        RUNNING.computeIfPresent(sessionId, (id, count) -> count == 1 ? null : count - 1);
    }

    static boolean isRunning(String sessionId) {
        return RUNNING.containsKey(sessionId);
    }

    /** Those in a folder that are known as ours, oldest first; their packets are nobody's any more. */
    public static List<CaptureFileInfo> in(Path folder) {
        try {
            final FileManifest manifest = FileManifest.of(folder);
            if (FolderLock.isHeldByAnotherProcess(manifest.folder(), KeptFolder.LOCK_FILE)) {
                return List.of();
            }
            return manifest.read().stream()
                    .filter(entry -> !entry.isArchive() && !isRunning(entry.sessionId()))
                    .filter(entry -> isThere(manifest.folder().resolve(entry.name()), entry.size()))
                    .sorted(Comparator.comparingLong(FileManifest.Entry::createdUsec))
                    .map(entry -> info(folder.resolve(entry.name()), entry))
                    .toList();
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "nothing is known of earlier files in {0}: {1}",
                    folder,
                    e.getMessage());
            return List.of();
        }
    }

    private static boolean isThere(Path file, long size) {
        try {
            final var found = FolderFiles.regular(file);
            return found != null && found.size() == size;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} is left alone: {1}", file, e);
            return false;
        }
    }

    private static CaptureFileInfo info(Path file, FileManifest.Entry entry) {
        return new CaptureFileInfo(
                "",
                file.toString(),
                entry.size(),
                0,
                entry.createdUsec(),
                0,
                0,
                entry.lastPacketUsec(),
                false,
                false,
                null);
    }
}
