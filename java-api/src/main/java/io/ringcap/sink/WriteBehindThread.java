package io.ringcap.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that works for every {@link WriteBehind} of the JVM. It is there while there is a file to follow, and it alone
 * waits for disks: a disk that hangs holds up the steering of the other files, never their writers.
 */
final class WriteBehindThread {
    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");
    private static final Object LOCK = new Object();
    private static final List<WriteBehind> FOLLOWED = new ArrayList<>();
    private static volatile @Nullable Thread thread;

    private WriteBehindThread() {}

    /** Follows a file from now until it is closed. Any thread. */
    static void follow(WriteBehind file) {
        synchronized (LOCK) {
            if (thread == null && !start()) {
                return;
            }
            FOLLOWED.add(file);
        }
        wake();
    }

    /** Says that a file has grown or was closed. Any thread; nothing happens when none is followed. */
    static void wake() {
        LockSupport.unpark(thread);
    }

    private static boolean start() {
        final Thread started = new Thread(WriteBehindThread::run, "ringcap-write-behind");
        started.setDaemon(true);
        try {
            started.start();
        } catch (OutOfMemoryError e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "no thread for the page cache of recordings, which is left to the system; raise the limit of threads",
                    e);
            return false;
        }
        thread = started;
        return true;
    }

    private static void run() {
        List<WriteBehind> files = followed();
        while (!files.isEmpty()) {
            boolean isIdle = true;
            for (WriteBehind file : files) {
                isIdle &= !work(file);
            }
            if (isIdle) {
                // A wake-up since the files were looked at makes this return at once.
                LockSupport.park(WriteBehindThread.class);
            }
            files = followed();
        }
    }

    /** Says whether there was anything to do. */
    private static boolean work(WriteBehind file) {
        Throwable failure = null;
        try {
            if (!file.isClosed()) {
                return file.step();
            }
        } catch (Throwable e) {
            failure = e;
        }
        synchronized (LOCK) {
            FOLLOWED.remove(file);
        }
        file.release(failure);
        return true;
    }

    /** The files of now; the thread is given up in the same moment in which there are none. */
    private static List<WriteBehind> followed() {
        synchronized (LOCK) {
            if (FOLLOWED.isEmpty()) {
                thread = null;
            }
            return List.copyOf(FOLLOWED);
        }
    }
}
