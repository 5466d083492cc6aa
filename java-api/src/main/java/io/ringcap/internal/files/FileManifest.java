package io.ringcap.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a folder are ours: what nobody has named here is never compressed or deleted. A hidden file in the folder that
 * several processes may append to; one object for each folder in a process, for any thread, for as long as the process lives.
 *
 * <p>Never call it from a thread that must not wait for the disk.
 */
public final class FileManifest {
    static final String NAME = ".ringcap-files";
    private static final String NEXT_NAME = ".ringcap-files.new";
    private static final Map<Path, FileManifest> BY_FOLDER = new ConcurrentHashMap<>();
    private static final Set<OpenOption> APPEND = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> REWRITE = Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    private static final int TAIL_BYTES = 4 << 10;

    /** A shorter one is not worth looking through. */
    private static final long MIN_COMPACTED_BYTES = 16 << 10;

    private final Path folder;
    private final Path file;
    private long nextLookAtBytes = MIN_COMPACTED_BYTES;
    private int keptAtLook;
    private int removedSinceLook;

    /**
     * A file of ours.
     *
     * @param name its name in the folder
     * @param size its bytes; one that has another size by now is not touched
     * @param createdUsec when it was begun, in microseconds
     * @param lastPacketUsec time of its last packet in microseconds, 0 when it has none
     * @param packets how many packets it holds
     * @param sessionId the session that it is of
     * @param care what shall become of it
     * @param isArchive whether it is the outcome of compression
     */
    public record Entry(
            String name,
            long size,
            long createdUsec,
            long lastPacketUsec,
            long packets,
            String sessionId,
            FileCare care,
            boolean isArchive) {
        public Entry {
            if (!FolderFiles.isPlainName(name)) {
                throw new IllegalArgumentException("'" + name + "' is not the name of a file in a folder");
            }
        }

        /** A capture file that nobody has asked anything for. */
        public Entry(String name, long size, long createdUsec, long lastPacketUsec, long packets, String sessionId) {
            this(name, size, createdUsec, lastPacketUsec, packets, sessionId, FileCare.NONE, false);
        }

        /** Whether both mean the same bytes, not a later file of that name. */
        boolean isSameFile(Entry other) {
            return size == other.size && createdUsec == other.createdUsec && sessionId.equals(other.sessionId);
        }

        Entry with(FileCare other) {
            return new Entry(name, size, createdUsec, lastPacketUsec, packets, sessionId, other, isArchive);
        }
    }

    private FileManifest(Path folder) {
        this.folder = folder;
        this.file = folder.resolve(NAME);
    }

    /** That of a folder, which must exist. */
    public static FileManifest of(Path folder) throws IOException {
        return BY_FOLDER.computeIfAbsent(folder.toRealPath(), FileManifest::new);
    }

    /** The folder, without links in its path. */
    public Path folder() {
        return folder;
    }

    /** Names files as ours. */
    public void add(Entry... entries) throws IOException {
        final List<String> lines = new ArrayList<>();
        for (Entry entry : entries) {
            lines.add(ManifestLines.file(entry));
        }
        append(lines, 0, false);
    }

    /** The files that are ours, in the order in which they became so; some may be gone. */
    public synchronized List<Entry> read() throws IOException {
        return readLines().entries();
    }

    /** Says that these are not ours any more. */
    public void remove(Collection<String> names) throws IOException {
        append(names.stream().map(ManifestLines::removed).toList(), names.size(), false);
    }

    /** Says, so that it outlives a power cut, that an archive is about to get its name. */
    void begin(PendingArchive archive) throws IOException {
        append(List.of(ManifestLines.pending(archive)), 0, true);
    }

    /** The archive is ours, and these are in it and gone. */
    void settle(PendingArchive archive, Collection<String> gone) throws IOException {
        final List<String> lines = new ArrayList<>();
        lines.add(ManifestLines.file(archive.archive()));
        gone.forEach(name -> lines.add(ManifestLines.removed(name)));
        if (gone.containsAll(archive.members())) {
            lines.add(ManifestLines.settled(archive.archive().name()));
        }
        append(lines, gone.size(), false);
    }

    /** An archive did not come to be. */
    void forget(PendingArchive archive) throws IOException {
        append(List.of(ManifestLines.settled(archive.archive().name())), 1, false);
    }

    synchronized List<PendingArchive> pending() throws IOException {
        return readLines().pending();
    }

    private ManifestLines readLines() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return ManifestLines.parse(text(channel));
        } catch (NoSuchFileException e) {
            return ManifestLines.parse("");
        }
    }

    private synchronized void append(List<String> lines, int removed, boolean isSynced) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        final ByteBuffer bytes = StandardCharsets.UTF_8.encode(String.join("\n", lines) + "\n");
        // Closing the channel gives the lock back.
        try (FileChannel channel = openLocked()) {
            final long end = endOfLastLine(channel);
            channel.truncate(end);
            try {
                for (long at = end; bytes.hasRemaining(); ) {
                    at += channel.write(bytes, at);
                }
            } catch (IOException e) {
                channel.truncate(end);
                throw e;
            }
            if (isSynced) {
                channel.force(true);
            }
            removedSinceLook += removed;
            final boolean isMuchRemoved = removedSinceLook > 0 && removedSinceLook >= keptAtLook / 2;
            if (channel.size() >= (isMuchRemoved ? MIN_COMPACTED_BYTES : nextLookAtBytes)) {
                compactIfMostlyGone(channel);
            }
        } catch (IOException e) {
            throw new IOException(
                    "cannot note files in " + file + ": " + FolderFiles.reason(e)
                            + "; make it writable for this user, and see that there is space",
                    e);
        }
    }

    /** Whoever had the lock before may have put another file in its place. */
    private FileChannel openLocked() throws IOException {
        while (true) {
            final Object before = keyOf(file);
            final FileChannel channel = FolderFiles.open(file, APPEND);
            try {
                if (locked(channel) && before != null && before.equals(keyOf(file))) {
                    return channel;
                }
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            channel.close();
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.lock().isValid();
        } catch (OverlappingFileLockException e) {
            throw new IOException("another copy of Ringcap in this process is writing to it", e);
        }
    }

    private static @Nullable Object keyOf(Path file) throws IOException {
        try {
            final Object key = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
            return key == null ? file : key;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static long endOfLastLine(FileChannel channel) throws IOException {
        for (long to = channel.size(); to > 0; ) {
            final long from = Math.max(to - TAIL_BYTES, 0);
            final ByteBuffer tail = ByteBuffer.allocate((int) (to - from));
            while (tail.hasRemaining() && channel.read(tail, from + tail.position()) > 0) {
                // Until it is there.
            }
            for (int i = tail.position() - 1; i >= 0; i--) {
                if (tail.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            to = from;
        }
        return 0;
    }

    private static String text(FileChannel channel) throws IOException {
        final ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        while (all.hasRemaining() && channel.read(all, all.position()) > 0) {
            // Until it is there.
        }
        return StandardCharsets.UTF_8.decode(all.flip()).toString();
    }

    private void compactIfMostlyGone(FileChannel locked) throws IOException {
        final ManifestLines lines = ManifestLines.parse(text(locked));
        final List<String> kept = new ArrayList<>();
        for (Entry entry : lines.entries()) {
            if (Files.exists(folder.resolve(entry.name()), LinkOption.NOFOLLOW_LINKS)) {
                kept.add(ManifestLines.file(entry));
            }
        }
        lines.pending().forEach(archive -> kept.add(ManifestLines.pending(archive)));
        if (kept.size() * 2 < lines.lineCount()) {
            rewrite(kept);
        }
        keptAtLook = kept.size();
        removedSinceLook = 0;
        final long bytes = Files.size(file);
        // A quarter more, so that the work of looking stays in proportion.
        nextLookAtBytes = Math.max(MIN_COMPACTED_BYTES, bytes + bytes / 4);
    }

    private void rewrite(List<String> lines) throws IOException {
        final Path next = folder.resolve(NEXT_NAME);
        try (FileChannel channel = FolderFiles.open(next, REWRITE)) {
            final ByteBuffer bytes =
                    StandardCharsets.UTF_8.encode(lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        FolderFiles.sync(folder);
    }
}
