package io.ringcap.sink;

import static java.util.Objects.requireNonNull;

import io.ringcap.config.FileOptions;
import io.ringcap.config.OnDiskFull;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureInterface;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The files of one recording, one after the other: names and makes them, publishes them, and keeps no more of them than is
 * wanted, the oldest being written over by the next one. Confined to the sink's thread but for what says otherwise.
 */
final class FileSeries implements AutoCloseable {
    /** So much of the page cache a recording may hold on to, because it writes over it again. */
    private static final long MAX_KEPT_IN_MEMORY = 1L << 30;

    private static final long MIN_DROPPED_BYTES = 1 << 20;
    private static final int FILES_ON_A_DISK = 8;

    /** How long a file waits for room for its name. */
    private static final long NAME_PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);

    private static final long NAME_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");

    private final Path folder;
    private final FileFormat format;
    private final FileOptions options;
    private final SinkContext context;
    private final NameTemplate template;
    private final String host = HostName.get();
    private final Clock clock;
    private final long maxFileBytes;
    private final FileRing ring;
    /** One for all files: it has memory outside of the heap, which only a collection gives back. */
    private final CaptureFormat encoder;

    private final FilePublisher publisher;
    private final AtomicLong lostPackets = new AtomicLong();
    private long limitBytes;
    private int nextIndex;
    private volatile String output;

    FileSeries(Path folder, FileFormat format, FileOptions options, SinkContext context, Clock clock) {
        this.folder = folder;
        this.format = format;
        this.options = options;
        this.context = context;
        this.clock = clock;
        ring = new FileRing(folder, options, context.fileRetired(), this::nowUsec);
        if (options.onDiskFull() == OnDiskFull.DROP_OLDEST) {
            ring.addEarlier(context.earlierFiles().apply(folder));
        }
        maxFileBytes = maxFileBytes();
        limitBytes = maxFileBytes;
        ring.setLargestFile(maxFileBytes);
        template = NameTemplate.of(options.nameTemplate()).forFiles(isRotating());
        encoder = format.newEncoder(context.filter(), comment());
        publisher = new FilePublisher(
                "ringcap-" + context.session().captureId() + "-publish-" + context.sinkName(),
                () -> CaptureFolder.sync(folder));
        output = folder.toString();
    }

    /** The next file, in place of the oldest one if there are as many as are ring. */
    Segment next(@Nullable List<CaptureInterface> interfaces) throws IOException {
        final int index = nextIndex;
        final long createdUsec = nowUsec();
        final CaptureFile file = new CaptureFile(make(index, createdUsec), encoder);
        nextIndex++;
        if (!isRotating()) {
            output = file.part().path().toString();
        }
        if (interfaces != null) {
            try {
                file.begin(interfaces);
            } catch (Throwable e) {
                discard(file, e);
                throw e;
            }
        }
        return new Segment(file, index, createdUsec);
    }

    private PartFile make(int index, long createdUsec) throws IOException {
        CaptureFileInfo oldest = ring.makePlace();
        if (oldest == null && ring.isFull()) {
            // All others are on their way to their names; no more than so many are kept all the same.
            awaitPublished();
            oldest = ring.makePlace();
        }
        final PartFile made;
        try {
            made = PartFiles.create(
                    names(index, createdUsec),
                    new PartFiles.Start(
                            index, createdUsec, oldest == null ? null : ring.pathOf(oldest), isKeptInMemory()));
        } catch (Throwable e) {
            if (oldest != null) {
                ring.giveBack(oldest);
            }
            throw e;
        }
        if (oldest != null) {
            if (made.isWrittenOver()) {
                ring.retire(oldest);
            } else {
                ring.forget(oldest);
            }
        }
        return made;
    }

    /** Publishes a file that has its trailer, beside this thread when another one is written meanwhile. */
    void publish(Segment segment, boolean isLast, boolean isTruncated) throws IOException {
        final Publication publication = new Publication(segment, isLast, isTruncated);
        if (!isLast) {
            publisher.submit(publication);
            return;
        }
        publisher.await();
        trim();
        ring.countAged();
        publication.name();
        CaptureFolder.sync(folder);
        publication.announce();
    }

    /** A file too many is no reason to lose the last one. */
    private void trim() {
        try {
            ring.trim();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "more files stay in {0} than were to be kept: {1}", folder, e);
        }
    }

    /** Throws what kept a file from being published. */
    void check() throws IOException {
        publisher.check();
    }

    /** Waits until all files but the one at hand are published. */
    void awaitPublished() throws IOException {
        publisher.await();
        publisher.check();
    }

    /** Removes the oldest file for the sake of the newest packets; false when there is none. */
    boolean dropOldest() throws IOException {
        if (ring.dropOldest()) {
            return true;
        }
        // It may be on its way.
        awaitPublished();
        return ring.dropOldest();
    }

    /** Removes a file at hand for the sake of the newest packets, and makes the next ones smaller, so that there is something older. */
    void giveUp(Segment segment) throws IOException {
        limitBytes =
                Math.max(MIN_DROPPED_BYTES, Math.min(limitBytes, segment.file().wholeBytes() / FILES_ON_A_DISK));
        segment.file().part().discard();
        ring.retireUnpublished(segment.packets());
    }

    /** How large a file may become. */
    long limitBytes() {
        return limitBytes;
    }

    /** Whether there is more than one file, or may be. */
    boolean isRotating() {
        return options.isRotating() || maxFileBytes < Long.MAX_VALUE;
    }

    /** Bytes of the files that are published and were not removed. Any thread. */
    long keptBytes() {
        return ring.bytes();
    }

    /** Packets of files that were written over or removed. Any thread. */
    long retiredPackets() {
        return ring.retiredPackets();
    }

    /** Packets of files that somebody has removed before they had their name. Any thread. */
    long lostPackets() {
        return lostPackets.get();
    }

    /** The file of a recording that has only one, else the folder. Any thread. */
    String output() {
        return output;
    }

    long nowUsec() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    @Override
    public void close() {
        publisher.close();
    }

    private FileNames names(int index, long createdUsec) {
        // The sink's name stands in it only when it tells two sinks of a session apart.
        final String sink =
                context.sinkName().equals(format.extension()) ? "" : "_" + NameTemplate.inName(context.sinkName());
        return FileNames.of(folder, template.stem(context, host, createdUsec, index) + sink, format);
    }

    /** The end of one file, on the publisher's thread. */
    private final class Publication implements FilePublisher.Ending {
        private final Segment segment;
        private final boolean isLast;
        private final boolean isTruncated;
        private final long announcedBytes;
        private @Nullable CaptureFileInfo info;

        Publication(Segment segment, boolean isLast, boolean isTruncated) {
            this.segment = segment;
            this.isLast = isLast;
            this.isTruncated = isTruncated;
            announcedBytes = segment.file().wholeBytes();
            ring.announce(announcedBytes);
        }

        @Override
        public void name() throws IOException {
            CaptureFileInfo named = null;
            try {
                named = named();
                info = named;
            } finally {
                if (named == null) {
                    ring.withdraw(announcedBytes);
                    lostPackets.addAndGet(segment.newlyLostPackets());
                    if (!isLast) {
                        // For a recovery; the last file is the writer's still.
                        segment.file().part().leave();
                    }
                }
            }
        }

        /** On some file systems a name takes room as well. */
        private CaptureFileInfo named() throws IOException {
            final long sinceNs = System.nanoTime();
            while (true) {
                try {
                    return segment.name(context.sinkName(), options.synced(), options.checksummed(), isTruncated);
                } catch (DiskFullException e) {
                    if (options.onDiskFull() == OnDiskFull.STOP || System.nanoTime() - sinceNs > NAME_PATIENCE_NS) {
                        throw e;
                    }
                    if (options.onDiskFull() == OnDiskFull.PAUSE || !ring.dropOldest()) {
                        LockSupport.parkNanos(NAME_PAUSE_NS);
                    }
                }
            }
        }

        @Override
        public void announce() throws IOException {
            final CaptureFileInfo ready = requireNonNull(info);
            if (!isRotating()) {
                output = ready.filePath();
            }
            context.fileReady().accept(ready);
            // Only now: what may be written over must have been told of before.
            ring.add(ready, announcedBytes);
            segment.settle();
        }
    }

    private boolean isKeptInMemory() {
        if (options.keepBytes() > 0) {
            return options.keepBytes() <= MAX_KEPT_IN_MEMORY;
        }
        return options.keepFiles() > 0 && maxFileBytes <= MAX_KEPT_IN_MEMORY / options.keepFiles();
    }

    private long maxFileBytes() {
        long most = options.rotateBytes() > 0 ? options.rotateBytes() : Long.MAX_VALUE;
        if (options.rotateBytes() == 0 && options.keepBytes() > 0) {
            // One file is written while the others are kept.
            most = Math.max(options.keepBytes() / 2, MIN_DROPPED_BYTES);
        }
        if (options.onDiskFull() == OnDiskFull.DROP_OLDEST) {
            // There must be something older to drop.
            final long free = folder.toFile().getUsableSpace() + ring.earlierBytes() - options.diskReserveBytes();
            final long share = Math.max(MIN_DROPPED_BYTES, Math.min(free / FILES_ON_A_DISK, MAX_KEPT_IN_MEMORY));
            most = Math.min(most, options.rotateBytes() > 0 ? Math.max(share, free / 4) : share);
        }
        return most;
    }

    private String comment() {
        return "session " + context.session().sessionId() + (host.isEmpty() ? "" : " on host " + host);
    }

    private static void discard(CaptureFile file, Throwable cause) {
        try {
            file.part().discard();
        } catch (IOException e) {
            cause.addSuppressed(e);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} was not removed: {1}",
                    file.part().path(),
                    e);
        }
    }
}
