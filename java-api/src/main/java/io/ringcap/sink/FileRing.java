package io.ringcap.sink;

import io.ringcap.config.FileOptions;
import io.ringcap.config.OnDiskFull;
import io.ringcap.message.CaptureFileInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of one recording that are published and still there, oldest first, and which of them goes when there are too many.
 * Files come from the thread that publishes, and go on the sink's; the counts are for any thread.
 */
final class FileRing {
    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");

    private final Path folder;
    private final FileOptions options;
    private final Consumer<CaptureFileInfo> onRetired;
    private final Deque<CaptureFileInfo> files = new ArrayDeque<>();
    private final AtomicLong retiredPackets = new AtomicLong();
    private final boolean isEverShortened;
    private final LongSupplier clockUsec;

    /** Those of recordings that have ended; only for want of room they go, and before all others. */
    private final Deque<CaptureFileInfo> earlier = new ArrayDeque<>();

    private long maxFileBytes = Long.MAX_VALUE;
    private int coming;
    private long bytes;

    /** @param clockUsec tells the time in microseconds since the epoch */
    FileRing(Path folder, FileOptions options, Consumer<CaptureFileInfo> onRetired, LongSupplier clockUsec) {
        this.folder = folder;
        this.options = options;
        this.clockUsec = clockUsec;
        this.onRetired = onRetired;
        // A recording that keeps everything, for days, must not remember all of it.
        isEverShortened =
                options.keepFiles() > 0 || options.keepBytes() > 0 || options.onDiskFull() == OnDiskFull.DROP_OLDEST;
    }

    // ---- the thread that publishes, and the sink's ----

    /** A file is full and will be published. */
    synchronized void announce(long fileBytes) {
        coming++;
        bytes += fileBytes;
    }

    /** What was announced is there; the number of bytes may have changed since. */
    synchronized void add(CaptureFileInfo file, long announcedBytes) {
        coming--;
        bytes += file.fileSize() - announcedBytes;
        if (isEverShortened) {
            files.addLast(file);
        }
    }

    /** What was announced does not come. */
    synchronized void withdraw(long announcedBytes) {
        coming--;
        bytes -= announcedBytes;
    }

    // ---- before all else ----

    /** Files of recordings that have ended, oldest first. */
    synchronized void addEarlier(List<CaptureFileInfo> files) {
        earlier.addAll(files);
    }

    synchronized long earlierBytes() {
        return earlier.stream().mapToLong(CaptureFileInfo::fileSize).sum();
    }

    /** How many bytes a file may take. */
    synchronized void setLargestFile(long largestBytes) {
        maxFileBytes = largestBytes;
    }

    // ---- the sink's thread ----

    /**
     * Removes files until another one has its place.
     *
     * @return the file that the next one is written in place of, which is not in this list any more; null when there is none
     */
    @Nullable
    CaptureFileInfo makePlace() throws IOException {
        CaptureFileInfo reused = null;
        while (isFull()) {
            final CaptureFileInfo oldest = takeOldest();
            if (oldest == null) {
                // All others are on their way to being published.
                break;
            }
            if (reused != null) {
                try {
                    delete(reused);
                } catch (IOException e) {
                    giveBack(oldest);
                    throw e;
                }
            }
            reused = oldest;
        }
        return reused;
    }

    /** Removes what is too much at the end of the recording. */
    void trim() throws IOException {
        while (isTooMuch()) {
            if (!dropOldestOwn()) {
                return;
            }
        }
    }

    /** Files that the cleaner has deleted because of their age are gone like those that were too many. */
    synchronized void countAged() {
        if (options.keepAge().isZero()) {
            return;
        }
        files.removeIf(file -> {
            final boolean isGone = isAged(file) && !Files.exists(pathOf(file), LinkOption.NOFOLLOW_LINKS);
            if (isGone) {
                bytes -= file.fileSize();
                retire(file);
            }
            return isGone;
        });
    }

    /** Removes the oldest file that is still there; false when there is none. */
    boolean dropOldest() throws IOException {
        for (CaptureFileInfo oldest = takeEarliest(); oldest != null; oldest = takeEarliest()) {
            // One of another size is another file by now.
            if (Files.isRegularFile(pathOf(oldest), LinkOption.NOFOLLOW_LINKS)
                    && Files.size(pathOf(oldest)) == oldest.fileSize()
                    && Files.deleteIfExists(pathOf(oldest))) {
                LOG.log(System.Logger.Level.INFO, "{0} of an earlier recording has made room", pathOf(oldest));
                return true;
            }
        }
        return dropOldestOwn();
    }

    private boolean dropOldestOwn() throws IOException {
        for (CaptureFileInfo oldest = takeOldest(); oldest != null; oldest = takeOldest()) {
            if (delete(oldest)) {
                return true;
            }
        }
        return false;
    }

    /** The file was written over. */
    void retire(CaptureFileInfo file) {
        retiredPackets.addAndGet(file.packets());
        onRetired.accept(file);
    }

    /** A file was removed before it was published. */
    void retireUnpublished(long packets) {
        retiredPackets.addAndGet(packets);
    }

    /** The file could not be written over: removed, if that is allowed, or left to whoever has a use for it. */
    void forget(CaptureFileInfo file) {
        try {
            if (Files.isRegularFile(pathOf(file), LinkOption.NOFOLLOW_LINKS) && Files.deleteIfExists(pathOf(file))) {
                retire(file);
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} stays, although no more files were to be kept: {1}",
                    pathOf(file),
                    e);
        }
    }

    /** The file was not written over after all. */
    synchronized void giveBack(CaptureFileInfo file) {
        files.addFirst(file);
        bytes += file.fileSize();
    }

    Path pathOf(CaptureFileInfo file) {
        return folder.resolve(String.valueOf(Path.of(file.filePath()).getFileName()));
    }

    // ---- any thread ----

    /** How many bytes they take, with those that come. */
    synchronized long bytes() {
        return bytes;
    }

    /** Packets of files that were written over or removed. */
    long retiredPackets() {
        return retiredPackets.get();
    }

    private synchronized @Nullable CaptureFileInfo takeEarliest() {
        return earlier.pollFirst();
    }

    private synchronized @Nullable CaptureFileInfo takeOldest() {
        final CaptureFileInfo oldest = files.pollFirst();
        if (oldest != null) {
            bytes -= oldest.fileSize();
        }
        return oldest;
    }

    /** Whether there is no place for another file. */
    synchronized boolean isFull() {
        return (options.keepFiles() > 0 && files.size() + coming >= options.keepFiles())
                || (options.keepBytes() > 0 && bytes + maxFileBytes > options.keepBytes());
    }

    private synchronized boolean isTooMuch() {
        return (options.keepFiles() > 0 && files.size() + coming > options.keepFiles())
                || (options.keepBytes() > 0 && bytes > options.keepBytes());
    }

    /** Says whether it was there; who has moved it away, or packed it into an archive, has its packets. */
    private boolean delete(CaptureFileInfo file) throws IOException {
        final boolean wasThere;
        try {
            wasThere = Files.deleteIfExists(pathOf(file));
        } catch (IOException e) {
            giveBack(file);
            throw e;
        }
        if (wasThere || isAged(file)) {
            retire(file);
        }
        return wasThere;
    }

    /** Whether the cleaner has deleted it because of its age, if it is not there. */
    private boolean isAged(CaptureFileInfo file) {
        final long ageUsec = clockUsec.getAsLong() - Math.max(file.lastPacketTs(), file.createdTs());
        return !options.keepAge().isZero()
                && ageUsec >= TimeUnit.MILLISECONDS.toMicros(options.keepAge().toMillis());
    }
}
