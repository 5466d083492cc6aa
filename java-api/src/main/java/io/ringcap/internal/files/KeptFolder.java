package io.ringcap.internal.files;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A folder in which files are deleted when their time has come. Confined to the cleaner's thread. */
final class KeptFolder {
    /** However many files are published, the folder is not looked through more often. */
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(2);

    /** Files grow old while nothing happens. */
    private static final long IDLE_NS = TimeUnit.MINUTES.toNanos(1);

    private final FileManifest manifest;
    private final Retention retention;
    private long dueNs;
    private long doneNs;

    KeptFolder(FileManifest manifest, long nowNs) {
        this.manifest = manifest;
        this.retention = new Retention(manifest);
        this.dueNs = nowNs;
        this.doneNs = nowNs - PAUSE_NS;
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
