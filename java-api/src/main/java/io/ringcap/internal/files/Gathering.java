package io.ringcap.internal.files;

import io.ringcap.config.CompressFormat;
import io.ringcap.message.SessionId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files that wait for compression, by the archive they will be in: those of one session, folder, format and level, until there
 * are enough of them or the session has ended. Confined to the cleaner's thread.
 */
final class Gathering {
    /** What one message can name. */
    private static final int MAX_FILES = 100;

    private final Map<Key, Group> open = new LinkedHashMap<>();
    private final List<Group> due = new ArrayList<>();
    private final Set<Path> waiting = new HashSet<>();
    private final Set<SessionId> ended = new HashSet<>();

    private record Key(SessionId session, FileManifest manifest, CompressFormat format, int level) {}

    /** Files that go into one archive. */
    static final class Group {
        private final Key key;
        private final List<FileManifest.Entry> entries = new ArrayList<>();
        private long bytes;
        private @Nullable Long notBeforeNs;

        private Group(Key key) {
            this.key = key;
        }

        private boolean isReady(long nowNs) {
            return notBeforeNs == null || nowNs - notBeforeNs >= 0;
        }

        SessionId session() {
            return key.session();
        }

        FileManifest manifest() {
            return key.manifest();
        }

        CompressFormat format() {
            return key.format();
        }

        int level() {
            return key.level();
        }

        List<FileManifest.Entry> entries() {
            return entries;
        }

        List<Path> paths() {
            return entries.stream()
                    .map(entry -> key.manifest().folder().resolve(entry.name()))
                    .toList();
        }
    }

    /** Takes a file; one that waits already is not taken twice. */
    void add(
            SessionId session,
            FileManifest manifest,
            FileManifest.Entry entry,
            CompressFormat format,
            long thresholdBytes) {
        if (!waiting.add(manifest.folder().resolve(entry.name()))) {
            return;
        }
        final Key key = new Key(session, manifest, format, entry.care().level());
        final Group group = open.computeIfAbsent(key, Group::new);
        group.entries.add(entry);
        group.bytes += entry.size();
        if (!Archiver.isGathering(format)
                || group.bytes >= thresholdBytes
                || group.entries.size() == MAX_FILES
                || ended.contains(session)) {
            due.add(group);
            open.remove(key);
        }
    }

    /** The session brings no more files to speak of: what is there is compressed. */
    void end(SessionId session) {
        ended.add(session);
        open.values().removeIf(group -> {
            final boolean isMeant = group.session().equals(session);
            if (isMeant) {
                due.add(group);
            }
            return isMeant;
        });
    }

    /** Takes the next group out; null when none is due. */
    @Nullable
    Group next(long nowNs) {
        for (int i = 0; i < due.size(); i++) {
            if (due.get(i).isReady(nowNs)) {
                final Group group = due.remove(i);
                group.paths().forEach(waiting::remove);
                return group;
            }
        }
        return null;
    }

    /** Whether {@link #next} would give one. */
    boolean isReady(long nowNs) {
        return due.stream().anyMatch(group -> group.isReady(nowNs));
    }

    /** Puts a group back to be tried again later. */
    void putBack(Group group, long notBeforeNs) {
        group.notBeforeNs = notBeforeNs;
        waiting.addAll(group.paths());
        due.add(group);
    }

    boolean isAnyDue() {
        return !due.isEmpty();
    }

    /** Sessions that have ended and have nothing here any more; each is named once. */
    List<SessionId> takeSettled() {
        final List<SessionId> settled = new ArrayList<>();
        ended.removeIf(session -> {
            final boolean isSettled =
                    due.stream().noneMatch(group -> group.session().equals(session));
            if (isSettled) {
                settled.add(session);
            }
            return isSettled;
        });
        return settled;
    }

    int count() {
        return count(open.values()) + count(due);
    }

    long bytes() {
        return bytes(open.values()) + bytes(due);
    }

    private static int count(Iterable<Group> groups) {
        int count = 0;
        for (Group group : groups) {
            count += group.entries.size();
        }
        return count;
    }

    private static long bytes(Iterable<Group> groups) {
        long bytes = 0;
        for (Group group : groups) {
            bytes += group.bytes;
        }
        return bytes;
    }
}
