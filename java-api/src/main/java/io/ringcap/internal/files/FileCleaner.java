package io.ringcap.internal.files;

import io.ringcap.config.CompressFormat;
import io.ringcap.internal.lock.FolderLock;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CleanCompressDone;
import io.ringcap.message.CleanCompressFailed;
import io.ringcap.message.CleanConfigRefresh;
import io.ringcap.message.CleanShutdown;
import io.ringcap.message.CleanStored;
import io.ringcap.message.CleanerCommand;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FileEnqueue;
import io.ringcap.message.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compresses closed files and deletes old ones, one thing at a time, on a thread of its own that may wait for the disk. Lives
 * from the manager's first file work to its close, which a running compression does not outlast: it is given up between two
 * buffers, and its files stay as they are, and known, for the next start.
 */
public final class FileCleaner implements Runnable {
    private static final System.Logger LOG = System.getLogger("io.ringcap.files");
    private static final long BUSY_FOLDER_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long IDLE_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_FILES_IN_MESSAGE = 100;

    private final LinkedBlockingQueue<Runnable> commands = new LinkedBlockingQueue<>();

    /** Files that the manifests do not name yet. */
    private final Queue<ClosedFile> unnoted = new ConcurrentLinkedQueue<>();

    private final LongSupplier clockUsec;
    private final FileReports reports;
    private final Archiver archiver = new Archiver(this::isToStop);
    private final Gathering gathering = new Gathering();
    private final KeptFolders folders = new KeptFolders(archiver, gathering);
    private CleanerSettings settings;
    private @Nullable FileManifest own;
    private volatile boolean isClosing;
    private volatile int pendingCount;
    private volatile long pendingBytes;
    /** Guarded by this. */
    private long posted;

    /** Guarded by this. */
    private long done;

    /** Guarded by this. */
    private boolean isAtWork = true;

    /**
     * @param clockUsec tells the time in microseconds since the epoch
     * @param ownFolder the folder whose queue is made again from what is in it; null when there is none
     * @param first what it goes by until it is told otherwise
     */
    public FileCleaner(
            LongSupplier clockUsec, @Nullable Path ownFolder, CleanConfigRefresh first, FileReports reports) {
        this.clockUsec = clockUsec;
        this.settings = new CleanerSettings(ownFolder, first);
        this.reports = reports;
    }

    // ---- any thread ----

    /** Gives it a file to look after. */
    public void take(ClosedFile file) {
        unnoted.add(file);
        post(() -> onFile(file));
    }

    /** The session brings no more files: what was gathered of it is compressed now. */
    public void sessionEnded(SessionId session) {
        post(() -> onSessionEnded(session));
    }

    /** Tells it something that is not about one file. */
    public void obey(CleanerCommand command) {
        command.accept(new CleanerCommand.Visitor() {
            @Override
            public void onFileEnqueue(FileEnqueue enqueue) {
                throw new IllegalArgumentException("a file comes with what is known of it");
            }

            @Override
            public void onConfigRefresh(CleanConfigRefresh refresh) {
                post(() -> FileCleaner.this.onConfigRefresh(refresh));
            }

            @Override
            public void onShutdown(CleanShutdown shutdown) {
                isClosing = true;
                post(() -> {});
            }
        });
    }

    /** Files that wait for compression. */
    public int pendingCount() {
        return pendingCount;
    }

    /** Their bytes. */
    public long pendingBytes() {
        return pendingBytes;
    }

    /** Waits until nothing is left to do but for sessions that still run; says whether it came to that in time. */
    public synchronized boolean awaitIdle(long patienceNs) throws InterruptedException {
        final long deadlineNs = System.nanoTime() + patienceNs;
        while (isAtWork || done < posted) {
            final long leftNs = deadlineNs - System.nanoTime();
            if (leftNs <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, leftNs);
        }
        return true;
    }

    private synchronized void post(Runnable command) {
        posted++;
        commands.add(command);
    }

    // ---- its own thread ----

    /** Between two buffers of a compression, which may take long: a kill must not make files unknown. */
    private boolean isToStop() {
        noteAll();
        return isClosing;
    }

    private void noteAll() {
        for (ClosedFile file : unnoted) {
            try {
                note(file);
            } catch (IOException e) {
                // Tried again when its turn comes, and told then.
                LOG.log(System.Logger.Level.DEBUG, "{0} is not noted as ours: {1}", file.path(), e.getMessage());
            }
        }
    }

    /** A journal has segments and a retention of its own. */
    private void note(ClosedFile file) throws IOException {
        if (unnoted.contains(file) && !Files.isDirectory(file.path())) {
            FileManifest.of(file.path().toAbsolutePath().getParent()).add(file.entry());
        }
        unnoted.remove(file);
    }

    @Override
    public void run() {
        guarded(this::openOwnFolder);
        while (!isClosing) {
            guarded(this::workOnce);
            final boolean isMore = !isClosing && waitNs() <= 0;
            rest(isMore);
            obeyAll(isMore ? 0 : waitNs());
        }
        // What was published last is noted, so that the next start knows it.
        obeyAll(0);
        folders.close();
        rest(false);
    }

    private void obeyAll(long waitNs) {
        final List<Runnable> taken = new ArrayList<>();
        try {
            final Runnable first = commands.poll(waitNs, TimeUnit.NANOSECONDS);
            if (first != null) {
                taken.add(first);
            }
        } catch (InterruptedException e) {
            // Only closing ends this thread.
            LOG.log(System.Logger.Level.DEBUG, "the interrupt of {0} is for nobody", Thread.currentThread());
        }
        commands.drainTo(taken);
        taken.forEach(FileCleaner::guarded);
        synchronized (this) {
            done += taken.size();
            isAtWork |= !taken.isEmpty();
        }
    }

    private synchronized void rest(boolean isMore) {
        pendingCount = gathering.count();
        pendingBytes = gathering.bytes();
        isAtWork = isMore || gathering.isAnyDue();
        notifyAll();
    }

    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (CancellationException e) {
            LOG.log(System.Logger.Level.DEBUG, "given up, because the manager closes");
        } catch (Throwable t) {
            // It concerns some files; the others are still to be looked after.
            LOG.log(System.Logger.Level.WARNING, "files could not be looked after", t);
        }
    }

    private void openOwnFolder() {
        final Path folder = settings.ownFolder();
        if (folder == null) {
            return;
        }
        try {
            own = FileManifest.of(folder);
            folderOf(folder);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "what was left in {0} is left alone: {1}", folder, e.getMessage());
        }
    }

    private KeptFolder folderOf(Path folder) throws IOException {
        return folders.of(folder, settings, own);
    }

    private void onFile(ClosedFile file) {
        boolean isTaken = false;
        try {
            if (Files.isDirectory(file.path())) {
                unnoted.remove(file);
                return;
            }
            final KeptFolder folder = folderOf(file.path().toAbsolutePath().getParent());
            final FileManifest.Entry entry = file.entry();
            note(file);
            folder.changed();
            final CompressFormat format = entry.care().compress();
            if (format != null) {
                gathering.add(
                        file.command().session(),
                        folder.manifest(),
                        entry,
                        format,
                        file.command().compressThresholdMb() * KeptFolders.BYTES_PER_MB);
            }
            isTaken = true;
        } catch (IOException e) {
            unnoted.remove(file);
            LOG.log(System.Logger.Level.WARNING, "{0} is left as it is: {1}", file.path(), e.getMessage());
        }
        reports.report(new CleanStored(
                clockUsec.getAsLong(),
                file.command().session(),
                file.info().filePath(),
                isTaken,
                gathering.count(),
                gathering.bytes()));
    }

    private void onSessionEnded(SessionId session) {
        gathering.end(session);
        folders.changed();
    }

    private void onConfigRefresh(CleanConfigRefresh refresh) {
        settings = new CleanerSettings(settings.ownFolder(), refresh);
        folders.changed();
    }

    /** At most one compression and one batch of deletions, so that commands do not wait for long. */
    private void workOnce() {
        final Gathering.Group group = gathering.next(System.nanoTime());
        if (group != null) {
            compress(group);
        }
        gathering.takeSettled().forEach(reports::settled);
        for (KeptFolder folder : folders.all()) {
            if (folder.waitNs(System.nanoTime()) <= 0) {
                guarded(() -> clean(folder));
                return;
            }
        }
    }

    private long waitNs() {
        long waitNs = gathering.isAnyDue() ? BUSY_FOLDER_NS : IDLE_NS;
        if (gathering.isReady(System.nanoTime())) {
            return 0;
        }
        for (KeptFolder folder : folders.all()) {
            waitNs = Math.min(waitNs, folder.waitNs(System.nanoTime()));
        }
        return Math.max(waitNs, 0);
    }

    private void compress(Gathering.Group group) {
        final long beginNs = System.nanoTime();
        try {
            final Archive archive = archiver.compress(group.manifest(), group.entries(), group.format(), group.level());
            if (archive != null) {
                reports.report(new CleanCompressDone(
                        clockUsec.getAsLong(),
                        group.session(),
                        archive.path().toString(),
                        archive.files().stream().map(Path::toString).toList(),
                        archive.bytes(),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNs)));
            }
        } catch (FolderLock.HeldException e) {
            gathering.putBack(group, System.nanoTime() + BUSY_FOLDER_NS);
        } catch (CaptureException e) {
            failed(group, e.code(), String.valueOf(e.getMessage()));
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            // A library that cannot do it, as one whose native part cannot be loaded.
            failed(
                    group,
                    ErrorCode.CLEAN_COMPRESS_FAILED,
                    "cannot compress to " + group.format().text() + ": " + e
                            + "; the originals stay, choose another format");
        }
    }

    private void failed(Gathering.Group group, ErrorCode code, String text) {
        LOG.log(System.Logger.Level.WARNING, "{0}", text);
        reports.report(new CleanCompressFailed(
                clockUsec.getAsLong(),
                group.session(),
                code,
                text,
                group.paths().stream().map(Path::toString).toList()));
    }

    private void clean(KeptFolder folder) {
        final Retention.Step step;
        try {
            step = folder.step(settings.ruleFor(folder.manifest(), own), System.nanoTime(), clockUsec.getAsLong());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "nothing deleted: {0}", e.getMessage());
            return;
        }
        for (int i = 0; i < step.failures().size(); i += MAX_FILES_IN_MESSAGE) {
            deleteFailed(step.failures()
                    .subList(
                            i,
                            Math.min(i + MAX_FILES_IN_MESSAGE, step.failures().size())));
        }
    }

    private void deleteFailed(List<Retention.Failure> failures) {
        final Retention.Failure first = failures.get(0);
        final String text = "cannot delete " + first.path() + ": " + first.reason()
                + (failures.size() == 1 ? "" : ", and " + (failures.size() - 1) + " more")
                + "; make the folder writable for this user, or delete them by hand. Tried again in some minutes";
        LOG.log(System.Logger.Level.WARNING, "{0}", text);
        reports.report(new CleanCompressFailed(
                clockUsec.getAsLong(),
                new SessionId(0, "", first.file().sessionId()),
                ErrorCode.CLEAN_DELETE_FAILED,
                text,
                failures.stream().map(each -> each.path().toString()).toList()));
    }
}
