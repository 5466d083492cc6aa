package io.ringcap.internal.control;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.CompressFormat;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.config.FileOptions;
import io.ringcap.config.OnDiskFull;
import io.ringcap.internal.files.Archiver;
import io.ringcap.internal.files.ClosedFile;
import io.ringcap.internal.files.EarlierFiles;
import io.ringcap.internal.files.FileCleaner;
import io.ringcap.internal.files.FileReports;
import io.ringcap.internal.files.FilesInUse;
import io.ringcap.internal.pcap.NativeThread;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CleanConfigRefresh;
import io.ringcap.message.CleanShutdown;
import io.ringcap.message.CleanerReport;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FileEnqueue;
import io.ringcap.message.SessionId;
import io.ringcap.sink.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides which published files are to be looked after, has a {@link FileCleaner} do it, and passes on what that reports. Its
 * thread starts with the first file work. Confined to the manager's thread but for what says otherwise; lives with the manager.
 */
final class FileWork implements FileReports {
    private static final System.Logger LOG = System.getLogger(FileWork.class.getName());

    private static final String THREAD_NAME = "ringcap-files";

    private final Mailbox mailbox;
    private final Announcer announcer;
    private final ConfigSnapshot settings;
    private final @Nullable Path ownFolder;
    /** Sessions whose files are being looked after, by their id. */
    private final Map<String, Session> watched = new HashMap<>();

    /** The files that sessions read, which must not be deleted meanwhile. Any thread. */
    private final Map<SessionId, FilesInUse.Use> readBySession = new ConcurrentHashMap<>();

    private volatile @Nullable FileCleaner cleaner;
    private @Nullable Thread thread;

    /** A worker that was given up may publish later: that file is left as it is. */
    private boolean isClosed;

    FileWork(Mailbox mailbox, Announcer announcer, ConfigSnapshot settings) {
        this.mailbox = mailbox;
        this.announcer = announcer;
        this.settings = settings;
        this.ownFolder = settings.outputDir().isEmpty()
                ? null
                : Path.of(settings.outputDir()).normalize();
    }

    // ---- any thread ----

    /**
     * Refuses a session whose files could not be compressed as it asks for.
     *
     * @throws CaptureException if a jar is missing, or archives do not go with what is to be kept
     */
    static void requireFormats(List<Sink> sinks, ConfigSnapshot snapshot) {
        for (Sink sink : sinks) {
            final FileOptions options = sink.fileOptions();
            final CompressFormat format = options == null ? null : options.compress();
            if (format != null) {
                Archiver.require(format);
            }
        }
        if (snapshot.compressEnabled()
                && sinks.stream().anyMatch(sink -> sink.isRecording() && sink.fileOptions() == null)) {
            Archiver.require(snapshot.compressFormat());
            if (FileOptions.of(snapshot).keepFiles() > 0) {
                throw new CaptureException(
                        ErrorCode.START_INVALID_PARAMS,
                        "compress_enabled does not go with file_rotate_count " + snapshot.fileRotateCount()
                                + ": the oldest file is written over, archives are not counted; keep them by retain_days");
            }
        }
    }

    /** The session's files are its own until it has ended, and what it reads is not deleted until then. */
    void begun(SessionId session, CaptureSpec spec) {
        EarlierFiles.started(session.sessionId());
        final Path file = spec.file();
        if (file == null) {
            return;
        }
        try {
            readBySession.put(session, FilesInUse.open(file));
        } catch (IOException e) {
            // The session finds out for itself, and says it better.
            LOG.log(System.Logger.Level.DEBUG, "{0} cannot be kept for {1}: {2}", file, session.sessionId(), e);
        }
    }

    @Override
    public void report(CleanerReport report) {
        mailbox.post(() -> report.accept(new CleanerReports(this::sessionOf, announcer)));
    }

    @Override
    public void settled(SessionId session) {
        mailbox.post(() -> onSettled(session));
    }

    /** Files that wait for compression. */
    int pendingCount() {
        final FileCleaner known = cleaner;
        return known == null ? 0 : known.pendingCount();
    }

    /** Waits until the files of all sessions that have ended are looked after; says whether it came to that in time. */
    boolean await(long patienceNs) throws InterruptedException {
        final FileCleaner known = cleaner;
        return known == null || known.awaitIdle(patienceNs);
    }

    // ---- the manager's thread ----

    /** Goes on with what an earlier manager has left in the output folder. */
    void open() {
        if (ownFolder != null) {
            running();
        }
    }

    void published(Session session, CaptureFileInfo file) {
        final ConfigSnapshot wishes = session.snapshot();
        final FileOptions options = session.fileList().optionsOf(file.sink());
        final CompressFormat ofSink = options == null ? null : options.compress();
        final Duration keepAge = options == null ? Duration.ZERO : options.keepAge();
        // A sink that brings options has the say.
        final boolean isCompressed = options == null ? wishes.compressEnabled() : ofSink != null;
        final boolean isDropped = options != null && options.onDiskFull() == OnDiskFull.DROP_OLDEST;
        if (isClosed || (!isCompressed && keepAge.isZero() && !isDropped && !isInOwnFolder(file))) {
            return;
        }
        watched.put(session.id().sessionId(), session);
        session.expectFileReports();
        running()
                .take(new ClosedFile(
                        new FileEnqueue(
                                announcer.nowUsec(),
                                session.id(),
                                file.filePath(),
                                file.fileSize(),
                                announcer.nowUsec(),
                                isCompressed,
                                wishes.compressThresholdMb(),
                                ofSink == null ? wishes.compressFormat() : ofSink,
                                ofSink == null || options == null ? wishes.compressLevel() : options.compressLevel()),
                        file,
                        keepAge,
                        options != null && ofSink == null));
        if (session.state().isTerminal()) {
            // From a worker that was given up.
            running().sessionEnded(session.id());
        }
    }

    /** The session has ended; what was gathered of it is compressed now. */
    void ended(Session session) {
        EarlierFiles.ended(session.id().sessionId());
        final FilesInUse.Use read = readBySession.remove(session.id());
        if (read != null) {
            read.close();
        }
        final FileCleaner known = cleaner;
        if (known != null && session.isExpectingFileReports()) {
            known.sessionEnded(session.id());
        }
    }

    /** Nothing is compressed any more; what is not is known to the next start. */
    void close() {
        isClosed = true;
        final FileCleaner known = cleaner;
        if (known != null) {
            known.obey(new CleanShutdown(announcer.nowUsec()));
        }
    }

    /** Waits for the end of its thread. */
    void join(long patienceNs) throws InterruptedException {
        final Thread running = thread;
        if (running != null) {
            TimeUnit.NANOSECONDS.timedJoin(running, patienceNs);
        }
    }

    private FileCleaner running() {
        final FileCleaner known = cleaner;
        if (known != null) {
            return known;
        }
        final FileCleaner made = new FileCleaner(announcer::nowUsec, ownFolder, refresh(), this);
        final Thread started = new Thread(
                () -> {
                    NativeThread.background(THREAD_NAME);
                    made.run();
                },
                THREAD_NAME);
        started.setDaemon(true);
        started.start();
        thread = started;
        cleaner = made;
        return made;
    }

    private CleanConfigRefresh refresh() {
        return new CleanConfigRefresh(
                announcer.nowUsec(),
                settings.retainDays(),
                settings.cleanBatchSize(),
                settings.diskThresholdGb(),
                settings.compressEnabled(),
                settings.compressThresholdMb(),
                settings.compressFormat(),
                settings.compressLevel());
    }

    private boolean isInOwnFolder(CaptureFileInfo file) {
        return ownFolder != null
                && (settings.retainDays() > 0 || settings.diskThresholdGb() > 0)
                && ownFolder.equals(Path.of(file.filePath()).normalize().getParent());
    }

    private @Nullable Session sessionOf(SessionId id) {
        return watched.get(id.sessionId());
    }

    private void onSettled(SessionId id) {
        final Session session = sessionOf(id);
        if (session != null && session.state().isTerminal() && session.id().equals(id)) {
            watched.remove(id.sessionId());
            session.fileReportsDone();
        }
    }
}
