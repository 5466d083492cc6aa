package io.ringcap.internal.files;

import io.ringcap.config.CompressFormat;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * An archive while it is made: written under a name that only this has, synced, read back, moved to its final name. Confined to
 * one thread, under the folder's lock; closing it removes what did not get its name.
 */
final class ArchiveFile implements AutoCloseable {
    /** Fixed, since only one archive is made in a folder at a time; what has it without the lock was left by a killed process. */
    static final String TEMPORARY = ".ringcap-archive.tmp";

    private static final Set<OpenOption> NEW_FILE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final int BUFFER_BYTES = 256 << 10;

    private final Path temporary;
    private final MemberReader reader;
    private final ArchiveCodec codec;

    ArchiveFile(Path folder, CompressFormat format, MemberReader reader) {
        this.temporary = folder.resolve(TEMPORARY);
        this.reader = reader;
        this.codec = ArchiveCodec.of(format);
    }

    Path path() {
        return temporary;
    }

    /** Writes the archive; it is on the disk afterwards. */
    void write(List<Path> files, int level) throws IOException {
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FolderFiles.open(temporary, NEW_FILE)) {
            final OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
            codec.write(out, files, level, reader);
            out.flush();
            channel.force(true);
        } catch (IOException e) {
            // Asked now that nothing is removed yet.
            throw FolderFiles.isFull(temporary.getParent(), e) ? new DiskFullException(e) : e;
        }
        FileTime newest = FileTime.fromMillis(0);
        for (Path file : files) {
            final FileTime time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
            newest = time.compareTo(newest) > 0 ? time : newest;
        }
        // It is as old as what it holds.
        Files.setLastModifiedTime(temporary, newest);
    }

    /**
     * Reads the archive back and compares it with the files as they are on disk.
     *
     * @throws MismatchException if they differ, or it cannot be read
     */
    void check(List<Path> files) throws IOException {
        final List<ArchiveMember> originals = new ArrayList<>();
        for (Path file : files) {
            originals.add(reader.ofFile(file));
        }
        final List<ArchiveMember> members;
        try {
            members = codec.read(temporary, files.get(0).getFileName().toString(), reader);
        } catch (CancellationException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new MismatchException("the archive cannot be read back (" + e + ")", e);
        }
        if (!members.equals(originals)) {
            throw new MismatchException("the archive holds something else than the files", null);
        }
    }

    long size() throws IOException {
        return Files.size(temporary);
    }

    /** Gives it its name, if nothing has that. */
    void moveTo(Path path) throws IOException {
        FolderFiles.move(temporary, path);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(temporary);
    }

    /** What was written is not what was read. */
    static final class MismatchException extends IOException {
        private static final long serialVersionUID = 1L;

        MismatchException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** There was no space for it. */
    static final class DiskFullException extends IOException {
        private static final long serialVersionUID = 1L;

        DiskFullException(IOException cause) {
            super(cause);
        }
    }
}
