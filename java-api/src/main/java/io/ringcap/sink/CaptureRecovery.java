package io.ringcap.sink;

import static java.util.Objects.requireNonNull;

import io.ringcap.message.CaptureFileInfo;
import io.ringcap.packet.BlockLayout;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what captures left that were killed: each file is cut after the last record that was whole, and gets its name.
 * Touches nothing that a living capture writes, in this process or another one, and nothing that is not Ringcap's. Used on one
 * thread.
 */
public final class CaptureRecovery {
    private static final long NS_PER_US = 1_000;

    /** A kill tears what is written in one piece, a block; more is another matter, and nothing to be cut away. */
    private static final long MOST_TORN_BYTES = 2L * BlockLayout.MIN_BLOCK_BYTES;

    /** A file of so many bytes has a header that says what it is. */
    private static final long MOST_TORN_HEADER_BYTES = 24;

    private final List<CaptureFileInfo> files = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private CaptureRecovery() {}

    /**
     * What was found in a folder.
     *
     * @param files the files that were published, which all say {@code recovered}
     * @param problems what could not be recovered, and why
     */
    public record Report(List<CaptureFileInfo> files, List<String> problems) {
        public Report {
            files = List.copyOf(files);
            problems = List.copyOf(problems);
        }
    }

    /**
     * Recovers all that was left in a folder.
     *
     * @param folder where recordings were made that nobody writes to any more
     * @return what was published, and what could not be
     * @throws IOException if the folder cannot be read
     */
    public static Report recover(Path folder) throws IOException {
        final CaptureRecovery recovery = new CaptureRecovery();
        final List<Path> left = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(requireNonNull(folder, "folder").toAbsolutePath(), "*" + CommitFile.SUFFIX)) {
            found.forEach(left::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        left.sort(null);
        for (Path each : left) {
            try {
                recovery.recoverFile(each);
            } catch (IOException e) {
                recovery.problems.add(
                        "cannot recover " + CommitFile.captureFileOf(each) + ": " + CaptureFolder.reason(e));
            }
        }
        return new Report(recovery.files, recovery.problems);
    }

    private void recoverFile(Path commitPath) throws IOException {
        if (!Files.isRegularFile(commitPath, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        final CommitFile commit = CommitFile.takeOver(commitPath);
        if (commit == null) {
            return;
        }
        boolean isDone = false;
        try {
            isDone = finish(CommitFile.captureFileOf(commitPath), commitPath, commit);
        } finally {
            if (!isDone) {
                commit.close();
            }
        }
    }

    /** Says whether nothing is left to recover; the commit file is gone then. */
    private boolean finish(Path path, Path commitPath, CommitFile commit) throws IOException {
        final Path partPath = path.resolveSibling(path.getFileName() + PartFiles.SUFFIX);
        final CommitFile.Committed committed = commit.read();
        if (!Files.isRegularFile(partPath, LinkOption.NOFOLLOW_LINKS)) {
            if (committed == null) {
                // There is no file to it: killed in its first moment, or it is not ours.
                if (isCaptureName(path) && Files.size(commitPath) == 0) {
                    commit.remove();
                    return true;
                }
                return false;
            }
            addPublished(path, committed);
            commit.remove();
            return true;
        }
        if (committed == null) {
            problems.add(commitPath + " does not say how much of " + partPath
                    + " is whole, as after a power cut; the file is left as it is, look at it with tshark");
            return false;
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && Files.isSameFile(path, partPath)) {
            // Killed between its second name and the end of its first one.
            Files.delete(partPath);
            files.add(info(path, committed, scanned(path, committed)));
            commit.remove();
            return true;
        }
        return publish(path, partPath, commit, committed);
    }

    private static boolean isCaptureName(Path path) {
        final String name = path.toString();
        return Arrays.stream(FileFormat.values()).anyMatch(format -> name.endsWith("." + format.extension()));
    }

    /** Killed before anybody was told of the file that it had published; or before there was one. */
    private void addPublished(Path path, CommitFile.Committed committed) throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        final RecordScan.Whole whole = scanned(path, committed);
        if (whole != null) {
            files.add(info(path, committed, whole));
        }
    }

    private boolean publish(Path path, Path partPath, CommitFile commit, CommitFile.Committed committed)
            throws IOException {
        final RecordScan.Whole whole = scanned(partPath, committed);
        final long behind = Math.min(Files.size(partPath), committed.limit()) - (whole == null ? 0 : whole.bytes());
        if (behind > MOST_TORN_BYTES || (whole == null && behind >= MOST_TORN_HEADER_BYTES)) {
            problems.add(partPath + " holds " + behind
                    + " bytes that no packet could be made out of, as after a power cut; it is left as it is, look at it with"
                    + " tshark");
            return false;
        }
        final boolean isEmpty = whole == null || whole.packets() == 0;
        final FileChannel channel = FileChannel.open(partPath, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        final PartFile part;
        try {
            part = new PartFile(namesOf(path), 0, partPath, channel, commit, false, true);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        if (isEmpty) {
            part.discard();
            return true;
        }
        try {
            part.cutTo(whole.bytes());
            part.publish(true);
        } catch (IOException e) {
            part.leave();
            throw e;
        }
        files.add(info(part.path(), committed, requireNonNull(whole)));
        return true;
    }

    private static RecordScan.@Nullable Whole scanned(Path file, CommitFile.Committed committed) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return RecordScan.of(channel, committed.limit());
        }
    }

    private static FileNames namesOf(Path path) {
        final String name = String.valueOf(path.getFileName());
        final int dot = name.lastIndexOf('.');
        return new FileNames(
                requireNonNull(path.getParent()),
                dot < 0 ? name : name.substring(0, dot),
                dot < 0 ? "" : name.substring(dot),
                true);
    }

    private static CaptureFileInfo info(Path path, CommitFile.Committed committed, RecordScan.@Nullable Whole whole) {
        final String name = String.valueOf(path.getFileName());
        return new CaptureFileInfo(
                name.endsWith("." + FileFormat.PCAP.extension())
                        ? FileFormat.PCAP.extension()
                        : FileFormat.PCAPNG.extension(),
                path.toString(),
                path.toFile().length(),
                committed.segmentIndex(),
                committed.createdUsec(),
                whole == null ? 0 : whole.packets(),
                whole == null ? 0 : whole.firstNs() / NS_PER_US,
                whole == null ? 0 : whole.lastNs() / NS_PER_US,
                false,
                true,
                null);
    }
}
