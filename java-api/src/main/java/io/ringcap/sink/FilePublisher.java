package io.ringcap.sink;

import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends the files of one recording beside the sink's thread, in order: cutting, sending to the disk and naming a file wait for
 * the disk, and the next file is being written meanwhile. Its thread is there only while there is something to end.
 */
final class FilePublisher implements AutoCloseable {
    /** A disk that cannot keep up with ending files holds up the sink, and so shows as a full ring. */
    private static final int MAX_WAITING = 4;

    private static final long IDLE_MS = 200;

    private final Semaphore room = new Semaphore(MAX_WAITING);
    private final ThreadPoolExecutor thread;
    private volatile @Nullable Throwable failure;

    FilePublisher(String threadName) {
        thread = new ThreadPoolExecutor(1, 1, IDLE_MS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
            final Thread made = new Thread(task, threadName);
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** Does some work on the thread; waits when too much is waiting already. The sink's thread. */
    void submit(FileWork work) {
        room.acquireUninterruptibly();
        boolean isAccepted = false;
        try {
            thread.execute(() -> {
                try {
                    work.run();
                } catch (Throwable e) {
                    failed(e);
                } finally {
                    room.release();
                }
            });
            isAccepted = true;
        } finally {
            if (!isAccepted) {
                room.release();
            }
        }
    }

    /** Throws what the thread has thrown, if anything; the recording cannot go on then. Any thread. */
    void check() throws IOException {
        final Throwable thrown = failure;
        if (thrown != null) {
            throw new IOException("a file could not be ended: " + thrown.getMessage(), thrown);
        }
    }

    /** Waits until all is done. The sink's thread. */
    void await() {
        room.acquireUninterruptibly(MAX_WAITING);
        room.release(MAX_WAITING);
    }

    /** Takes no more work; what was submitted is done. */
    @Override
    public void close() {
        thread.shutdown();
    }

    private synchronized void failed(Throwable e) {
        final Throwable first = failure;
        if (first == null) {
            failure = e;
        } else if (first != e) {
            first.addSuppressed(e);
        }
    }
}
