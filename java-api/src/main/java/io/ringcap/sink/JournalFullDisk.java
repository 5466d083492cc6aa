package io.ringcap.sink;

import io.ringcap.config.OnDiskFull;
import io.ringcap.packet.PacketBlock;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Appends the blocks of a session as long as there is room, and does what the user wants when there is none. Confined to the
 * sink's thread; never waits.
 */
final class JournalFullDisk {
    /** How often free space is looked at during a pause: often enough to lose little, too seldom to cost anything. */
    private static final long LOOK_NS = 10_000_000;

    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");

    private final Path directory;
    private final JournalAppender appender;
    private final OnDiskFull policy;
    private boolean isPaused;
    private final DiskTrouble trouble = new DiskTrouble();
    private long lookedAtNs;

    JournalFullDisk(Path directory, JournalAppender appender, OnDiskFull policy) {
        this.directory = directory;
        this.appender = appender;
        this.policy = policy;
    }

    /**
     * Appends a block.
     *
     * @return false if it was left out for want of room
     * @throws DiskFullException if there is no room and the recording shall stop then
     */
    boolean append(PacketBlock block) throws IOException {
        final boolean isAppended = (!isPaused || isRoomAgain()) && isTaken(block);
        if (!isAppended) {
            trouble.skipped(block.packets());
        }
        return isAppended;
    }

    /** Ends the segment if its time is over; without room for another it goes on. */
    void endIfOver() throws IOException {
        if (isPaused) {
            return;
        }
        try {
            appender.endIfOver();
        } catch (DiskFullException e) {
            // The next block meets it, and does what the user wants.
            LOG.log(System.Logger.Level.DEBUG, "no room for a new segment while nothing comes", e);
        }
    }

    /** Packets of blocks that were left out. */
    long unsavedPackets() {
        return trouble.skippedPackets();
    }

    /** All is known now. */
    void end() {
        trouble.tell();
    }

    /** What the user should know; null while all is well. Any thread. */
    @Nullable
    String trouble() {
        return trouble.text();
    }

    private boolean isTaken(PacketBlock block) throws IOException {
        while (true) {
            try {
                appender.append(block);
                return true;
            } catch (DiskFullException e) {
                if (policy == OnDiskFull.STOP) {
                    throw e;
                }
                if (policy == OnDiskFull.PAUSE || !hasDroppedOldest()) {
                    pause(e);
                    return false;
                }
            }
        }
    }

    private boolean hasDroppedOldest() throws IOException {
        try {
            return appender.dropOldest();
        } catch (DiskFullException e) {
            LOG.log(System.Logger.Level.DEBUG, "not even room for a new segment", e);
            return false;
        }
    }

    private void pause(DiskFullException why) {
        isPaused = true;
        lookedAtNs = System.nanoTime();
        trouble.begins(why);
    }

    private boolean isRoomAgain() throws IOException {
        final long nowNs = System.nanoTime();
        if (nowNs - lookedAtNs < LOOK_NS) {
            return false;
        }
        lookedAtNs = nowNs;
        if (policy == OnDiskFull.DROP_OLDEST) {
            while (!appender.isRoomToGoOn() && hasDroppedOldest()) {
                LOG.log(System.Logger.Level.DEBUG, "removed the oldest segment of {0}", directory);
            }
        }
        if (!appender.isRoomToGoOn()) {
            DiskRoom.check(directory);
            return false;
        }
        try {
            appender.beginAnew();
        } catch (DiskFullException e) {
            LOG.log(System.Logger.Level.DEBUG, "the room was gone again", e);
            return false;
        }
        isPaused = false;
        trouble.tell();
        return true;
    }
}
