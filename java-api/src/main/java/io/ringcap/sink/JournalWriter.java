package io.ringcap.sink;

import io.ringcap.config.FileOptions;
import io.ringcap.internal.lock.FolderLock;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.LibraryVersion;
import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.PacketBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes one session into a journal: META with what the session is, its blocks as they are, END with its totals. Made on the
 * worker's thread, at work and closed on the sink's; the counters and {@code output} are for any thread.
 */
final class JournalWriter implements SinkWriter {
    private static final long NS_PER_US = 1_000;

    private final Path directory;
    private final FolderLock lock;
    private final SinkContext context;
    private final JournalAppender appender;
    private final JournalFullDisk blocksIn;
    // One writer: an ordered store is enough, no thread waits for another.
    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong retired = new AtomicLong();
    private final AtomicLong fileBytes = new AtomicLong();
    private long blocks;
    private long blockBytes;
    private long nextSequence;
    private boolean isBegun;
    private boolean isPublished;
    private boolean isClosed;

    /** Takes over the lock if it returns. */
    JournalWriter(Path directory, FolderLock lock, SinkContext context, FileOptions options) throws IOException {
        this(directory, lock, context, options, Clock.systemUTC());
    }

    JournalWriter(Path directory, FolderLock lock, SinkContext context, FileOptions options, Clock clock)
            throws IOException {
        this.directory = directory;
        this.lock = lock;
        this.context = context;
        appender = new JournalAppender(directory, options, clock);
        blocksIn = new JournalFullDisk(directory, appender, options.onDiskFull());
    }

    @Override
    public void begin(List<CaptureInterface> interfaces) throws IOException {
        final JournalSession session = new JournalSession(
                context.session(),
                context.startTsUsec(),
                context.filter(),
                HostName.get(),
                LibraryVersion.TEXT,
                interfaces);
        appender.begin(JournalHeader.of(session, 0, 0));
        isBegun = true;
        fileBytes.lazySet(appender.appendedBytes());
    }

    @Override
    public void onBlock(PacketBlock block) throws IOException {
        final int bytes = BlockLayout.HEADER_BYTES + block.bodyBytes();
        final boolean isAppended = blocksIn.append(block);
        // Room may have been made at the cost of older ones.
        retired.lazySet(appender.retiredPackets());
        if (!isAppended) {
            return;
        }
        blocks++;
        blockBytes += bytes;
        nextSequence = block.sequence() + 1;
        packets.lazySet(packets.getPlain() + block.packets());
        fileBytes.lazySet(appender.appendedBytes());
    }

    /** {@inheritDoc} The time of a segment passes without packets too. */
    @Override
    public void onIdle() throws IOException {
        blocksIn.endIfOver();
        retired.lazySet(appender.retiredPackets());
        fileBytes.lazySet(appender.appendedBytes());
    }

    /** {@inheritDoc} Packets that were left out for want of room are told in the totals, and in the file's info. */
    @Override
    public void finish(List<InterfaceTotals> totals) throws IOException {
        final long unsaved = blocksIn.unsavedPackets();
        blocksIn.end();
        if (unsaved == 0) {
            appendEnd(end(null, totals));
        } else {
            appender.appendLast(end(unsaved + " packets were left out while the disk was full", totals));
        }
        publish(unsaved > 0);
    }

    /** All packets are there: their end may use what is kept in reserve. */
    private void appendEnd(ByteBuffer end) throws IOException {
        try {
            appender.appendEnd(end);
        } catch (DiskFullException e) {
            if (!appender.appendLast(end)) {
                throw e;
            }
        }
    }

    @Override
    public void fail(Throwable cause) throws IOException {
        if (!isBegun || isPublished) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            // Somebody has removed it: nothing in it can be read any more.
            isPublished = true;
            packets.set(retired.get());
            return;
        }
        try {
            appender.appendLast(end(String.valueOf(cause.getMessage()), List.of()));
        } catch (IOException | RuntimeException e) {
            // Readers then see a session that does not end; its blocks are whole all the same.
            cause.addSuppressed(e);
        }
        publish(true);
    }

    @Override
    public void close() throws IOException {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try {
            appender.close();
        } finally {
            lock.close();
        }
    }

    @Override
    public long writtenPackets() {
        return packets.get();
    }

    @Override
    public long retiredPackets() {
        return retired.get();
    }

    @Override
    public @Nullable String trouble() {
        return blocksIn.trouble();
    }

    /** {@inheritDoc} What this session appended; the folder may hold more sessions. */
    @Override
    public long fileBytes() {
        return fileBytes.get();
    }

    @Override
    public String output() {
        return directory.toString();
    }

    private ByteBuffer end(@Nullable String error, List<InterfaceTotals> totals) {
        return JournalHeader.of(
                new JournalTotals(packets.getPlain(), retired.get(), blocks, blockBytes, error != null, error, totals),
                BlockLayout.FLAG_END,
                nextSequence);
    }

    private void publish(boolean isTruncated) {
        isPublished = true;
        fileBytes.lazySet(appender.appendedBytes());
        final long readable = packets.getPlain() - retired.get();
        context.fileReady()
                .accept(new CaptureFileInfo(
                        context.sinkName(),
                        directory.toString(),
                        appender.allocatedBytes(),
                        0,
                        context.startTsUsec(),
                        readable,
                        readable > 0 ? appender.firstNs() / NS_PER_US : 0,
                        readable > 0 ? appender.lastNs() / NS_PER_US : 0,
                        isTruncated,
                        false,
                        null));
    }
}
