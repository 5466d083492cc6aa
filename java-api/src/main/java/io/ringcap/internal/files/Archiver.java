package io.ringcap.internal.files;

import io.ringcap.config.CompressFormat;
import io.ringcap.internal.lock.FolderLock;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compresses closed files of a manifest. An original goes only when the archive that holds it was read back, has its final name,
 * and is on the disk; killed at any moment, one of both is whole. Confined to one thread; holds nothing between two calls.
 */
public final class Archiver {
    private static final System.Logger LOG = System.getLogger("io.ringcap.files");
    private static final String LOCK_FILE = ".ringcap-archive.lock";

    private final MemberReader reader;
    private final BeforeCheck beforeCheck;

    /** What a test does to an archive between writing and reading it back. */
    @FunctionalInterface
    interface BeforeCheck {
        void written(Path temporary) throws IOException;
    }

    /**
     * @param isCancelled asked between buffers; once it says yes, calls end with a CancellationException
     */
    public Archiver(BooleanSupplier isCancelled) {
        this(isCancelled, temporary -> {});
    }

    Archiver(BooleanSupplier isCancelled, BeforeCheck beforeCheck) {
        this.reader = new MemberReader(isCancelled);
        this.beforeCheck = beforeCheck;
    }

    /**
     * Makes sure that this JVM can write the format.
     *
     * @throws CaptureException START_ENGINE_FAILED if a jar is missing; the text names it
     */
    public static void require(CompressFormat format) {
        ArchiveCodec.of(format);
    }

    /** Whether many files go into one archive of this format. */
    public static boolean isGathering(CompressFormat format) {
        return ArchiveCodec.isGathering(format);
    }

    /**
     * Compresses files of one folder.
     *
     * @param entries a single one, in a format that does not gather
     * @return the archive; null when none of the files is there any more
     * @throws CaptureException CLEAN_COMPRESS_FAILED or CLEAN_DISK_FULL; the files stay as they are
     * @throws FolderLock.HeldException if another process compresses in this folder: try later
     */
    @SuppressWarnings("try") // The lock is only held.
    public @Nullable Archive compress(
            FileManifest manifest, List<FileManifest.Entry> entries, CompressFormat format, int level)
            throws FolderLock.HeldException {
        try {
            require(format);
        } catch (CaptureException e) {
            throw new CaptureException(ErrorCode.CLEAN_COMPRESS_FAILED, String.valueOf(e.getMessage()), e);
        }
        final List<FilesInUse.Use> uses = new ArrayList<>();
        try (FolderLock lock = FolderLock.take(manifest.folder(), LOCK_FILE);
                ArchiveFile archive = new ArchiveFile(manifest.folder(), format, reader)) {
            settleLocked(manifest);
            final List<FileManifest.Entry> present = present(manifest, entries);
            if (present.isEmpty()) {
                return null;
            }
            final List<Path> files = present.stream()
                    .map(each -> manifest.folder().resolve(each.name()))
                    .toList();
            final Map<String, String> before = new HashMap<>();
            for (Path file : files) {
                uses.add(FilesInUse.open(file));
                before.put(String.valueOf(file.getFileName()), FolderFiles.versionOf(file));
            }
            archive.write(files, level);
            beforeCheck.written(archive.path());
            archive.check(files);
            final PendingArchive done = publish(manifest, archive, present, format);
            uses.forEach(FilesInUse.Use::close);
            removeOriginals(manifest, done, before);
            return new Archive(
                    manifest.folder().resolve(done.archive().name()),
                    done.archive().size(),
                    files,
                    present.stream().mapToLong(FileManifest.Entry::size).sum());
        } catch (FolderLock.HeldException e) {
            throw e;
        } catch (IOException e) {
            throw failure(manifest.folder(), entries, e);
        } finally {
            uses.forEach(FilesInUse.Use::close);
        }
    }

    /**
     * Puts right what a killed compression has left in the folder: its half archive, and originals beside a whole one.
     *
     * @throws FolderLock.HeldException if another process compresses in this folder
     */
    @SuppressWarnings("try") // The lock is only held.
    public void settle(FileManifest manifest) throws IOException {
        try (FolderLock lock = FolderLock.take(manifest.folder(), LOCK_FILE)) {
            settleLocked(manifest);
        }
    }

    private static List<FileManifest.Entry> present(FileManifest manifest, List<FileManifest.Entry> entries)
            throws IOException {
        final List<FileManifest.Entry> present = new ArrayList<>();
        for (FileManifest.Entry entry : entries) {
            final BasicFileAttributes found =
                    FolderFiles.regular(manifest.folder().resolve(entry.name()));
            if (found != null && found.size() == entry.size()) {
                present.add(entry);
            }
        }
        return present;
    }

    private static PendingArchive publish(
            FileManifest manifest, ArchiveFile archive, List<FileManifest.Entry> files, CompressFormat format)
            throws IOException {
        final List<String> members =
                files.stream().map(FileManifest.Entry::name).toList();
        while (true) {
            final String name = ArchiveName.free(manifest.folder(), members, format);
            final PendingArchive pending = new PendingArchive(entryOf(name, archive.size(), files), members);
            manifest.begin(pending);
            try {
                archive.moveTo(manifest.folder().resolve(name));
            } catch (FileAlreadyExistsException e) {
                // Somebody was faster.
                manifest.forget(pending);
                continue;
            } catch (IOException e) {
                manifest.forget(pending);
                throw e;
            }
            FolderFiles.sync(manifest.folder());
            return pending;
        }
    }

    private static FileManifest.Entry entryOf(String name, long size, List<FileManifest.Entry> files) {
        final FileManifest.Entry first = files.get(0);
        FileCare care = first.care().inArchiveWith(first.care());
        long createdUsec = first.createdUsec();
        long lastPacketUsec = 0;
        long packets = 0;
        for (FileManifest.Entry file : files) {
            care = care.inArchiveWith(file.care());
            createdUsec = Math.min(createdUsec, file.createdUsec());
            lastPacketUsec = Math.max(lastPacketUsec, file.lastPacketUsec());
            packets += file.packets();
        }
        return new FileManifest.Entry(name, size, createdUsec, lastPacketUsec, packets, first.sessionId(), care, true);
    }

    /** @param before what was put into the archive of each, so that one that was written to since then stays */
    private static void removeOriginals(FileManifest manifest, PendingArchive done, Map<String, String> before) {
        final List<String> gone = new ArrayList<>();
        for (String member : done.members()) {
            final Path original = manifest.folder().resolve(member);
            if (FolderFiles.versionOf(original).equals(before.get(member)) && isDeleted(original)) {
                gone.add(member);
            }
        }
        try {
            manifest.settle(done, gone);
        } catch (IOException e) {
            // The archive is there; the next start finds out from the folder.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} is complete, but: {1}",
                    done.archive().name(),
                    e.getMessage());
        }
    }

    private static boolean isDeleted(Path original) {
        try {
            // One that is being read stays until the next time that this folder is put right.
            return FilesInUse.deleteUnused(original);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} is in an archive, but cannot be deleted: {1}",
                    original,
                    FolderFiles.reason(e));
            return false;
        }
    }

    private void settleLocked(FileManifest manifest) throws IOException {
        FilesInUse.deleteUnused(manifest.folder().resolve(ArchiveFile.TEMPORARY));
        for (PendingArchive pending : manifest.pending()) {
            settle(manifest, pending);
        }
    }

    private void settle(FileManifest manifest, PendingArchive pending) throws IOException {
        final String name = pending.archive().name();
        final Path path = manifest.folder().resolve(name);
        final BasicFileAttributes found = FolderFiles.regular(path);
        final CompressFormat format = ArchiveName.format(name);
        if (format == null || found == null || found.size() != pending.archive().size()) {
            manifest.forget(pending);
            return;
        }
        final List<ArchiveMember> members;
        try {
            members = ArchiveCodec.of(format).read(path, pending.members().get(0), reader);
        } catch (IOException | CaptureException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} cannot be read back, its originals stay: {1}", path, e);
            manifest.forget(pending);
            return;
        }
        if (!members.stream().map(ArchiveMember::name).toList().equals(pending.members())) {
            manifest.forget(pending);
            return;
        }
        final List<String> gone = new ArrayList<>();
        boolean isAnyOther = false;
        for (ArchiveMember member : members) {
            final Path original = manifest.folder().resolve(member.name());
            final boolean isThere = FolderFiles.regular(original) != null;
            final boolean isSame = isThere && reader.ofFile(original).equals(member);
            isAnyOther |= isThere && !isSame;
            if (!isThere || (isSame && isDeleted(original))) {
                gone.add(member.name());
            }
        }
        manifest.settle(pending, gone);
        if (isAnyOther) {
            // Written to since: it is another file now, and stays.
            manifest.forget(pending);
        }
    }

    private static CaptureException failure(Path folder, List<FileManifest.Entry> entries, IOException cause) {
        final String what = "cannot compress " + entries.get(0).name()
                + (entries.size() == 1 ? "" : " and " + (entries.size() - 1) + " more") + " in " + folder + ": ";
        if (cause instanceof ArchiveFile.MismatchException) {
            return new CaptureException(
                    ErrorCode.CLEAN_COMPRESS_FAILED,
                    what + cause.getMessage() + "; the originals stay, check the disk and its memory",
                    cause);
        }
        if (cause instanceof ArchiveFile.DiskFullException || FolderFiles.isFull(folder, cause)) {
            return new CaptureException(
                    ErrorCode.CLEAN_DISK_FULL,
                    what + "No space left on device; the originals stay, free some space there",
                    cause);
        }
        return new CaptureException(
                ErrorCode.CLEAN_COMPRESS_FAILED,
                what + FolderFiles.reason(cause)
                        + "; the originals stay, make folder and files accessible for this user",
                cause);
    }
}
