package io.ringcap.internal.files;

import io.ringcap.internal.lock.FolderLock;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A folder in which files are compressed, and deleted when their time has come. Confined to the cleaner's thread, and closed by it.
 *
 * <p>The first cleaner to come holds the folder's lock, so that nobody takes up files that wait in its queue.
 */
final class KeptFolder {
    static final String LOCK_FILE = ".ringcap-cleaner.lock";

    private static final System.Logger LOG = System.getLogger("io.ringcap.files");

    /** However many files are published, the folder is not looked through more often. */
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(2);

    /** Files grow old while nothing happens. */
    private static final long IDLE_NS = TimeUnit.MINUTES.toNanos(1);

    private final FileManifest manifest;
    private final Retention retention;
    private @Nullable FolderLock lock;
    private long dueNs;
    private long doneNs;

    private KeptFolder(FileManifest manifest, long nowNs) {
        this.manifest = manifest;
        this.retention = new Retention(manifest);
        this.dueNs = nowNs;
        this.doneNs = nowNs - PAUSE_NS;
    }

    static KeptFolder open(FileManifest manifest, long nowNs) {
        final KeptFolder opened = new KeptFolder(manifest, nowNs);
        opened.lock();
        return opened;
    }

    /** Whoever else had it may be gone: who looks after files here last must have it too. */
    private void lock() {
        if (lock != null) {
            return;
        }
        try {
            lock = FolderLock.take(manifest.folder(), LOCK_FILE);
        } catch (FolderLock.HeldException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} has another cleaner as well: {1}", manifest.folder(), e.holder());
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "what is left in {0} to be compressed stays as it is: {1}",
                    manifest.folder(),
                    FolderFiles.reason(e));
        }
    }

    /** Whether no other cleaner has anything to do with the folder. */
    boolean isAlone() {
        return lock != null;
    }

    void close() {
        final FolderLock held = lock;
        if (held == null) {
            return;
        }
        try {
            held.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the lock of {0} was not given back: {1}", manifest.folder(), e);
        }
    }

    FileManifest manifest() {
        return manifest;
    }

    /** Something was published, or a session has ended. */
    void changed() {
        final long soonNs = doneNs + PAUSE_NS;
        if (soonNs - dueNs < 0) {
            dueNs = soonNs;
        }
    }

    /** How long until it is looked through; not positive when that is due. */
    long waitNs(long nowNs) {
        return dueNs - nowNs;
    }

    Retention.Step step(Retention.Rule rule, long nowNs, long nowUsec) throws IOException {
        lock();
        doneNs = nowNs;
        // Also when it fails: no busy loop.
        dueNs = nowNs + IDLE_NS;
        final Retention.Step step = retention.step(rule, nowUsec);
        if (step.isMoreLeft()) {
            dueNs = nowNs;
        }
        return step;
    }
}
