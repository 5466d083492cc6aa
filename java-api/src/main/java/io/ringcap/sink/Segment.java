package io.ringcap.sink;

import io.ringcap.message.CaptureFileInfo;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file of a recording: its number and times beside the file itself. Confined to the sink's thread until it is ended, then to
 * the thread that publishes it.
 */
final class Segment {
    private static final long NS_PER_US = 1_000;

    private final CaptureFile file;
    private final int index;
    private final long createdUsec;
    private boolean isDoubtful;
    private boolean isLost;

    Segment(CaptureFile file, int index, long createdUsec) {
        this.file = file;
        this.index = index;
        this.createdUsec = createdUsec;
    }

    CaptureFile file() {
        return file;
    }

    long packets() {
        return file.progress().packets();
    }

    /** The packets that nobody may rely on, because the file was removed or the disk did not take it; told once. */
    long newlyLostPackets() {
        if (isLost || (!isDoubtful && file.part().isThere())) {
            return 0;
        }
        isLost = true;
        return packets();
    }

    /**
     * Appends what the format keeps of the totals.
     *
     * @param startUsec when the time began that the totals are of
     */
    void end(List<InterfaceTotals> totals, long startUsec, long endUsec) throws IOException {
        file.end(totals, startUsec * NS_PER_US, endUsec * NS_PER_US);
    }

    long createdUsec() {
        return createdUsec;
    }

    /** Gives the file its name, and says what it is now; the folder is to be synced, and {@link #settle} called then. */
    CaptureFileInfo name(String sinkName, boolean isSynced, boolean isSummed, boolean isTruncated) throws IOException {
        file.cut();
        final PartFile part = file.part();
        final String checksum = isSummed ? part.checksum() : null;
        try {
            part.name(isSynced);
        } catch (NotSyncedException e) {
            isDoubtful = true;
            throw e;
        }
        return info(sinkName, isTruncated, checksum);
    }

    void settle() throws IOException {
        file.part().settle();
    }

    private CaptureFileInfo info(String sinkName, boolean isTruncated, @Nullable String checksum) {
        final FileProgress progress = file.progress();
        return new CaptureFileInfo(
                sinkName,
                file.part().path().toString(),
                file.part().length(),
                index,
                createdUsec,
                progress.packets(),
                progress.firstNs() / NS_PER_US,
                progress.lastNs() / NS_PER_US,
                isTruncated,
                false,
                checksum);
    }
}
