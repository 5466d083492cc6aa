package io.ringcap.sink;

import io.ringcap.config.FileOptions;
import io.ringcap.config.OnDiskFull;
import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.PacketBlock;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes one session's packets into files: each packet into exactly one, whatever ends a file in the middle of a block. Lives on
 * the sink's thread from {@code begin} to {@code close}; the counters and {@code output} are for any thread.
 */
final class FileSinkWriter implements SinkWriter {
    private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(1);

    private final FileSeries series;
    private final FileOptions options;
    private final RotationClock clock;
    private final DiskRoom room;
    private final DiskWait wait;
    /** Made once: it is handed over with each block. */
    private final FileWork dropping = this::dropIfWanted;

    private final FileTotals totals = new FileTotals();
    private final BlockPart part = new BlockPart();
    // One writer: an ordered store is enough, no thread waits for another.
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong currentBytes = new AtomicLong();
    private List<CaptureInterface> interfaces = List.of();
    private @Nullable Segment current;
    private long totalsFromUsec;
    private boolean isEnding;
    private long lookedAtNs = System.nanoTime();
    private long freeAtDropBytes;
    private long droppedAtNs = System.nanoTime();

    FileSinkWriter(FileSeries series, DiskRoom room, FileOptions options, Clock wall, long startUsec)
            throws IOException {
        this.series = series;
        this.options = options;
        this.totalsFromUsec = startUsec;
        clock = new RotationClock(options.rotateEvery(), options.rotateAligned(), wall);
        this.room = room;
        wait = new DiskWait(room);
        dropEarlier();
        if (!room.has(1)) {
            throw room.full();
        }
        current = series.next(null);
    }

    @Override
    public void begin(List<CaptureInterface> sources) throws IOException {
        interfaces = List.copyOf(sources);
        totals.begin(sources.size());
        final Segment first = current;
        if (first != null) {
            first.file().begin(interfaces);
            currentBytes.lazySet(first.file().wholeBytes());
        }
        clock.restart();
    }

    @Override
    public void onBlock(PacketBlock block) throws IOException {
        check();
        if (clock.isDue() && !wait.isOn(dropping)) {
            rotate();
        }
        if (block.isMeta() || block.packets() == 0) {
            return;
        }
        final long before = written.getPlain();
        int at = 0;
        while (at < block.bodyBytes()) {
            final Segment segment = segment();
            if (segment == null) {
                // What comes while it waits for room is not saved, as the counters of the session say.
                final long skipped = block.packets() - (written.getPlain() - before);
                wait.skipped(skipped);
                totals.skipped(block.interfaceIndex(), skipped);
                break;
            }
            at = write(block, at, segment);
        }
        totals.onBlock(block);
    }

    @Override
    public void onIdle() throws IOException {
        check();
        if (clock.isDue() && !wait.isOn(dropping)) {
            rotate();
        }
    }

    @Override
    public void finish(List<InterfaceTotals> all) throws IOException {
        final Segment last = current;
        if (last != null) {
            if (isEmptyAndUnwanted(last)) {
                discard(last);
            } else {
                isEnding = true;
                endWithTotals(last, totals.endOfRecording(all), series.nowUsec());
                isEnding = false;
                publishLast(last, false);
            }
        }
        wait.end();
        series.awaitPublished();
    }

    @Override
    public void fail(Throwable cause) throws IOException {
        try {
            final Segment last = current;
            if (last != null && !last.file().part().isEnded()) {
                if (last.packets() == 0) {
                    discard(last);
                } else {
                    // Failing after the last block costs the statistics at the end of the file, no packets.
                    last.file().cut();
                    publishLast(last, !isEnding);
                }
            }
        } finally {
            series.awaitPublished();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            final Segment last = current;
            if (last != null) {
                last.file().abandon();
            }
        } finally {
            series.close();
        }
    }

    @Override
    public long writtenPackets() {
        return Math.max(written.get() - series.lostPackets(), 0);
    }

    @Override
    public long retiredPackets() {
        return series.retiredPackets();
    }

    @Override
    public long fileBytes() {
        return series.keptBytes() + currentBytes.get();
    }

    @Override
    public @Nullable String trouble() {
        return wait.trouble();
    }

    @Override
    public String output() {
        return series.output();
    }

    /** Throws what kept an earlier file from its name, or that somebody has removed this one: looked at each second. */
    private void check() throws IOException {
        series.check();
        if (System.nanoTime() - lookedAtNs < LOOK_NS) {
            return;
        }
        lookedAtNs = System.nanoTime();
        final Segment open = current;
        if (open != null && !open.file().part().canBeFound()) {
            throw new IOException(
                    open.file().part().path() + " cannot be found under its temporary name any more: the file or"
                            + " its folder was removed or moved while it was recorded; leave both alone until FILE_READY");
        }
    }

    /** The file to write to; null when there is no room for one, which is waited for. */
    private @Nullable Segment segment() throws IOException {
        if (wait.isOn(dropping)) {
            return null;
        }
        final Segment open = current;
        if (open != null) {
            return open;
        }
        try {
            final Segment next = series.next(interfaces);
            current = next;
            currentBytes.lazySet(next.file().wholeBytes());
            clock.restart();
            return next;
        } catch (DiskFullException e) {
            if (isGoingOnWith(e)) {
                return segment();
            }
            return null;
        }
    }

    /** Writes what fits of a block from a place on, and returns up to where it was written. */
    private int write(PacketBlock block, int from, Segment segment) throws IOException {
        final CaptureFile file = segment.file();
        file.check(block);
        final long roomBytes =
                series.limitBytes() - file.wholeBytes() - file.format().mostTrailerBytes(interfaces.size());
        final long roomPackets =
                options.rotatePackets() == 0 ? Long.MAX_VALUE : options.rotatePackets() - segment.packets();
        part.some(block, from, file.format(), roomBytes, roomPackets);
        if (part.packets() == 0) {
            if (segment.packets() > 0) {
                endFile(segment, false);
                return from;
            }
            // A packet that is larger than a file may be has one to itself.
            part.some(block, from, file.format(), Long.MAX_VALUE, 1);
        }
        if (!room.has(part.toByte() - part.fromByte())) {
            wait.needs(part.toByte() - part.fromByte());
            makeWay(segment, room.full());
            return from;
        }
        final long before = segment.packets();
        try {
            file.write(block, part);
        } catch (DiskFullException e) {
            file.goOnWhereWhole();
            makeWay(segment, e);
        } finally {
            written.lazySet(written.getPlain() + segment.packets() - before);
            currentBytes.lazySet(current == null ? 0 : file.wholeBytes());
        }
        return part.toByte();
    }

    /** The disk takes no more: the recording goes on in the same file, or later in another one, or not at all. */
    private void makeWay(Segment segment, DiskFullException full) throws IOException {
        if (isGoingOnWith(full)) {
            return;
        }
        if (segment.file().goOnWhereWhole()) {
            // It can be read while room is waited for.
            endFile(segment, true);
        } else if (options.onDiskFull() == OnDiskFull.DROP_OLDEST) {
            // Full by a quota, which free space does not show, so that no smaller file was begun in time: it is the
            // oldest itself.
            leave();
            series.giveUp(segment);
        }
        // Else it stays open: with a quota there may be no room even for cutting it.
    }

    /** Whether there may be room at once, because something older went; else it is waited for. */
    private boolean isGoingOnWith(DiskFullException full) throws IOException {
        if (options.onDiskFull() == OnDiskFull.STOP) {
            throw full;
        }
        if (options.onDiskFull() == OnDiskFull.DROP_OLDEST && hasDroppedEnough()) {
            return true;
        }
        wait.begin(full);
        return false;
    }

    /** Drops the oldest files until there is room, or until that frees none: a reader may hold them, or the disk be slow. */
    private boolean hasDroppedEnough() throws IOException {
        long freeBytes = room.freeBytes();
        while (series.dropOldest()) {
            if (wait.hasEnough()) {
                return true;
            }
            final long nowFreeBytes = room.freeBytes();
            if (nowFreeBytes <= freeBytes) {
                return false;
            }
            freeBytes = nowFreeBytes;
        }
        return false;
    }

    /** What earlier recordings have left on a full disk makes room for the first file. */
    private void dropEarlier() throws IOException {
        boolean isMore = options.onDiskFull() == OnDiskFull.DROP_OLDEST;
        while (isMore && !wait.hasEnough()) {
            isMore = series.dropOldest();
        }
    }

    private void dropIfWanted() throws IOException {
        final long freeBytes = room.freeBytes();
        final boolean isFreeing = freeBytes > freeAtDropBytes || System.nanoTime() - droppedAtNs > LOOK_NS;
        // A disk that frees space slowly must not cost one file after the other.
        if (options.onDiskFull() == OnDiskFull.DROP_OLDEST && isFreeing) {
            freeAtDropBytes = freeBytes;
            droppedAtNs = System.nanoTime();
            series.dropOldest();
        }
    }

    private void rotate() throws IOException {
        final Segment due = current;
        if (due != null) {
            endFile(due, false);
        }
        clock.restart();
        if (options.emptyPublished()) {
            segment();
        }
    }

    private void endFile(Segment segment, boolean isTruncated) throws IOException {
        if (isEmptyAndUnwanted(segment)) {
            discard(segment);
            return;
        }
        final long nowUsec = series.nowUsec();
        endWithTotals(segment, totals.endOfFile(segment.file().progress()), nowUsec);
        totalsFromUsec = nowUsec;
        leave();
        series.publish(segment, false, isTruncated);
    }

    private void endWithTotals(Segment segment, List<InterfaceTotals> ofFile, long nowUsec) throws IOException {
        try {
            segment.end(ofFile, totalsFromUsec, nowUsec);
        } catch (DiskFullException e) {
            // Its packets are whole; what is missing are the totals of its time.
            if (options.onDiskFull() == OnDiskFull.STOP) {
                throw e;
            }
        }
    }

    private void publishLast(Segment last, boolean isTruncated) throws IOException {
        // Whatever comes of it, nobody writes to it any more.
        leave();
        try {
            series.publish(last, true, isTruncated);
        } catch (Throwable e) {
            current = last;
            throw e;
        }
    }

    private boolean isEmptyAndUnwanted(Segment segment) {
        return segment.packets() == 0 && series.isRotating() && !options.emptyPublished();
    }

    private void discard(Segment segment) throws IOException {
        leave();
        segment.file().part().discard();
    }

    private void leave() {
        current = null;
        currentBytes.lazySet(0);
    }
}
