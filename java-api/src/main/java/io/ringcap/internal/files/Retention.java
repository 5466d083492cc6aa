package io.ringcap.internal.files;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Deletes closed files of one folder, the oldest first, by its rule and by what each file was to be kept for. Only what the
 * manifest names, only regular files of the size it says, nothing that is in use. Confined to one thread; lives as long as
 * somebody looks after the folder.
 */
public final class Retention {
    /** A file that could not be deleted is left alone for so long. */
    private static final long RETRY_USEC = TimeUnit.MINUTES.toMicros(5);

    private static final long USEC_PER_MS = 1_000;

    private static final Comparator<FileManifest.Entry> OLDEST_FIRST =
            Comparator.comparingLong(FileManifest.Entry::createdUsec);

    private final FileManifest manifest;
    private final FreeSpace freeSpace;
    private final Map<String, Long> failedAtUsec = new HashMap<>();

    /**
     * What is kept; what is zero does not limit.
     *
     * @param maxAge how long, for files that do not say it themselves
     * @param maxFiles how many
     * @param maxBytes how many bytes together
     * @param freeBytes how much space stays free on the file system; more than half of it cannot be meant for it, and counts as a
     *     tenth
     * @param batch how many files go at most in one step
     */
    public record Rule(Duration maxAge, int maxFiles, long maxBytes, long freeBytes, int batch) {
        /** Only what files say themselves. */
        public static Rule ofFiles(int batch) {
            return new Rule(Duration.ZERO, 0, 0, 0, batch);
        }
    }

    /** A file that should be gone and is not. */
    public record Failure(FileManifest.Entry file, Path path, String reason) {}

    /**
     * What one step did.
     *
     * @param deletedFiles how many files went
     * @param deletedBytes their bytes
     * @param isMoreLeft whether another step would delete more
     */
    public record Step(int deletedFiles, long deletedBytes, List<Failure> failures, boolean isMoreLeft) {
        public Step {
            failures = List.copyOf(failures);
        }
    }

    /** The free space and the size of a folder's file system. */
    interface FreeSpace {
        long usable();

        long total();
    }

    public Retention(FileManifest manifest) {
        this(manifest, new FreeSpace() {
            @Override
            public long usable() {
                return manifest.folder().toFile().getUsableSpace();
            }

            @Override
            public long total() {
                return manifest.folder().toFile().getTotalSpace();
            }
        });
    }

    Retention(FileManifest manifest, FreeSpace freeSpace) {
        this.manifest = manifest;
        this.freeSpace = freeSpace;
    }

    /** Deletes what must go by now, at most a batch. */
    public Step step(Rule rule, long nowUsec) throws IOException {
        final List<FileManifest.Entry> entries = new ArrayList<>(manifest.read());
        entries.sort(OLDEST_FIRST);
        final Excess excess = new Excess(rule, entries);
        final List<String> gone = new ArrayList<>();
        final List<Failure> failures = new ArrayList<>();
        long bytes = 0;
        boolean isMoreLeft = false;
        for (FileManifest.Entry entry : entries) {
            // Most are too young, which the manifest knows without a look at the disk.
            if ((!excess.isAny() && !isTooOld(entry, rule, nowUsec)) || isOnHold(entry.name(), nowUsec)) {
                continue;
            }
            final Path path = manifest.folder().resolve(entry.name());
            final BasicFileAttributes found = asItWas(entry, path);
            if (found == null || (!excess.isAny() && !isTooOld(found, entry, rule, nowUsec))) {
                continue;
            }
            if (gone.size() + failures.size() == rule.batch()) {
                isMoreLeft = true;
                break;
            }
            try {
                if (FilesInUse.deleteUnused(path)) {
                    gone.add(entry.name());
                    bytes += entry.size();
                    excess.less(entry.size());
                }
            } catch (IOException e) {
                failedAtUsec.put(entry.name(), nowUsec);
                failures.add(new Failure(entry, path, FolderFiles.reason(e)));
            }
        }
        manifest.remove(gone);
        return new Step(gone.size(), bytes, failures, isMoreLeft);
    }

    private boolean isOnHold(String name, long nowUsec) {
        final Long failedUsec = failedAtUsec.get(name);
        if (failedUsec == null) {
            return false;
        }
        if (nowUsec - failedUsec < RETRY_USEC) {
            return true;
        }
        failedAtUsec.remove(name);
        return false;
    }

    /** What is known of a file that is there as it was when it became ours; null when it is not. */
    private static @Nullable BasicFileAttributes asItWas(FileManifest.Entry entry, Path path) throws IOException {
        final BasicFileAttributes found = FolderFiles.regular(path);
        return found != null && found.size() == entry.size() ? found : null;
    }

    private static boolean isTooOld(FileManifest.Entry entry, Rule rule, long nowUsec) {
        return isTooOld(Math.max(entry.lastPacketUsec(), entry.createdUsec()), entry, rule, nowUsec);
    }

    /** By the time of writing as well as by that of its packets, which may be those of an old capture that was replayed. */
    private static boolean isTooOld(BasicFileAttributes found, FileManifest.Entry entry, Rule rule, long nowUsec) {
        return isTooOld(found.lastModifiedTime().to(TimeUnit.MICROSECONDS), entry, rule, nowUsec);
    }

    private static boolean isTooOld(long writtenUsec, FileManifest.Entry entry, Rule rule, long nowUsec) {
        final Duration own = entry.care().keepAge();
        final Duration maxAge = own.isZero() ? rule.maxAge() : own;
        return !maxAge.isZero() && (nowUsec - writtenUsec) / USEC_PER_MS >= maxAge.toMillis();
    }

    /** By how much the folder holds more than its rule allows. */
    private final class Excess {
        private final Rule rule;
        private int files;
        private long bytes;
        private long missingBytes;

        Excess(Rule rule, List<FileManifest.Entry> entries) throws IOException {
            this.rule = rule;
            if (rule.maxFiles() > 0 || rule.maxBytes() > 0) {
                for (FileManifest.Entry entry : entries) {
                    if (asItWas(entry, manifest.folder().resolve(entry.name())) != null) {
                        files++;
                        bytes += entry.size();
                    }
                }
            }
            if (rule.freeBytes() > 0) {
                final long total = freeSpace.total();
                final long wanted = rule.freeBytes() > total / 2 ? total / 10 : rule.freeBytes();
                missingBytes = wanted - freeSpace.usable();
            }
        }

        boolean isAny() {
            return (rule.maxFiles() > 0 && files > rule.maxFiles())
                    || (rule.maxBytes() > 0 && bytes > rule.maxBytes())
                    || missingBytes > 0;
        }

        void less(long size) {
            files--;
            bytes -= size;
            missingBytes -= size;
        }
    }
}
