package io.ringcap.sink;

import io.ringcap.message.CaptureFileInfo;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The files of one recording that are published and still there, oldest first. Thread-safe. */
final class KeptFiles {
    private final Deque<CaptureFileInfo> files = new ArrayDeque<>();
    private int coming;
    private long bytes;

    /** A file is full and will be published. */
    synchronized void announce(long fileBytes) {
        coming++;
        bytes += fileBytes;
    }

    /** What was announced is there; the number of bytes may have changed since. */
    synchronized void add(CaptureFileInfo file, long announcedBytes) {
        coming--;
        bytes += file.fileSize() - announcedBytes;
        files.addLast(file);
    }

    /** What was announced does not come. */
    synchronized void withdraw(long announcedBytes) {
        coming--;
        bytes -= announcedBytes;
    }

    /** Takes the oldest file out of this list; null when there is none. */
    synchronized @Nullable CaptureFileInfo takeOldest() {
        final CaptureFileInfo oldest = files.pollFirst();
        if (oldest != null) {
            bytes -= oldest.fileSize();
        }
        return oldest;
    }

    /** How many there are, with those that come. */
    synchronized int count() {
        return files.size() + coming;
    }

    /** How many bytes they take, with those that come. */
    synchronized long bytes() {
        return bytes;
    }
}
