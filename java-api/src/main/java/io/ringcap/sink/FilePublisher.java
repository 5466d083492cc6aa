package io.ringcap.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends the files of one recording beside the sink's thread, in order: cutting, sending to the disk and naming a file wait for
 * the disk, and the next file is being written meanwhile. Its thread is there only while there is something to end.
 *
 * <p>Design note: sending a folder's names to the disk makes the file system send all that was written with them, under load
 * tens of milliseconds. So it is done once for all files that have come to their end meanwhile.
 */
final class FilePublisher implements AutoCloseable {
    /** A disk that cannot keep up with ending files holds up the sink, and so shows as a full ring. */
    private static final int MAX_WAITING = 32;

    private static final long IDLE_MS = 200;
    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");

    private final Semaphore room = new Semaphore(MAX_WAITING);
    private final LinkedBlockingQueue<Ending> waiting = new LinkedBlockingQueue<>();
    private final ThreadPoolExecutor thread;
    private final FileWork folderSync;
    private volatile @Nullable Throwable failure;

    /** The end of one file. */
    interface Ending {
        /** Gives the file its name. */
        void name() throws IOException;

        /** The name will survive a power cut, as far as the system can say. */
        void announce() throws IOException;
    }

    /** @param folderSync sends the names in the folder to the disk */
    FilePublisher(String threadName, FileWork folderSync) {
        this.folderSync = folderSync;
        thread = new ThreadPoolExecutor(1, 1, IDLE_MS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
            final Thread made = new Thread(task, threadName);
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** Ends a file on the thread; waits when too many are waiting already. The sink's thread. */
    void submit(Ending ending) {
        room.acquireUninterruptibly();
        waiting.add(ending);
        try {
            thread.execute(this::endAllWaiting);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.WARNING, "no thread to end files on, the sink does it itself", e);
            endAllWaiting();
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

    private void endAllWaiting() {
        final List<Ending> batch = new ArrayList<>();
        waiting.drainTo(batch);
        if (batch.isEmpty()) {
            // Done with those before.
            return;
        }
        try {
            end(batch);
        } finally {
            room.release(batch.size());
        }
    }

    private void end(List<Ending> batch) {
        final List<Ending> named = new ArrayList<>();
        for (Ending each : batch) {
            if (done(each::name)) {
                named.add(each);
            }
        }
        done(folderSync);
        named.forEach(each -> done(each::announce));
    }

    private boolean done(FileWork work) {
        try {
            work.run();
            return true;
        } catch (Throwable e) {
            failed(e);
            return false;
        }
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
