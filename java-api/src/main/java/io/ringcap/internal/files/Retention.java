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

/**
 * Deletes closed files of one folder, the oldest first, by its rule and by what each file was to be kept for. Only what the
 * manifest names, only regular files of the size it says, nothing that is in use. Confined to one thread; lives as long as
 * somebody looks after the folder.
 */
public final class Retention {
    /** A file that could not be deleted is left alone for so long. */
    private static final long RETRY_USEC = TimeUnit.MINUTES.toMicros(5);

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
        final List<Present> files = present();
        final Excess excess = new Excess(rule, files);
        final List<String> gone = new ArrayList<>();
        final List<Failure> failures = new ArrayList<>();
        long bytes = 0;
        boolean isMoreLeft = false;
        for (Present file : files) {
            if (!excess.isAny() && !file.isTooOld(rule, nowUsec)) {
                continue;
            }
            if (isOnHold(file.entry().name(), nowUsec)) {
                continue;
            }
            if (gone.size() + failures.size() == rule.batch()) {
                isMoreLeft = true;
                break;
            }
            try {
                if (FilesInUse.deleteUnused(file.path())) {
                    gone.add(file.entry().name());
                    bytes += file.entry().size();
                    excess.less(file.entry().size());
                }
            } catch (IOException e) {
                failedAtUsec.put(file.entry().name(), nowUsec);
                failures.add(new Failure(file.entry(), file.path(), FolderFiles.reason(e)));
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

    /** The files that are there as they were when they became ours, the oldest first. */
    private List<Present> present() throws IOException {
        final List<Present> present = new ArrayList<>();
        final List<FileManifest.Entry> entries = new ArrayList<>(manifest.read());
        entries.sort(OLDEST_FIRST);
        for (FileManifest.Entry entry : entries) {
            final Path path = manifest.folder().resolve(entry.name());
            final BasicFileAttributes found = FolderFiles.regular(path);
            if (found != null && found.size() == entry.size()) {
                present.add(new Present(entry, path, found.lastModifiedTime().to(TimeUnit.MICROSECONDS)));
            }
        }
        return present;
    }

    /** A file and when it was written last. */
    private record Present(FileManifest.Entry entry, Path path, long modifiedUsec) {
        /** By the time of writing as well as by that of its packets, which may be those of an old capture that was replayed. */
        boolean isTooOld(Rule rule, long nowUsec) {
            final Duration own = entry.care().keepAge();
            final Duration maxAge = own.isZero() ? rule.maxAge() : own;
            final long newestUsec = Math.max(Math.max(entry.lastPacketUsec(), entry.createdUsec()), modifiedUsec);
            return !maxAge.isZero() && (nowUsec - newestUsec) / 1_000 >= maxAge.toMillis();
        }
    }

    /** By how much the folder holds more than its rule allows. */
    private final class Excess {
        private final Rule rule;
        private int files;
        private long bytes;
        private long missingBytes;

        Excess(Rule rule, List<Present> present) {
            this.rule = rule;
            this.files = present.size();
            this.bytes = present.stream().mapToLong(each -> each.entry().size()).sum();
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
