package io.ringcap.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The wish that the program ends before it is done: SIGINT, SIGTERM, SIGHUP, or nobody reads its output any more. The
 * command then stops losslessly, prints what it always prints, and its exit code is the process's. One for the process;
 * any thread.
 */
final class Interruption {
    /** More than a session and its manager may take to stop. */
    private static final long PATIENCE_SECONDS = 15;

    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final List<Runnable> actions = new ArrayList<>();
    private final List<Runnable> lastResorts = new ArrayList<>();
    private boolean isRequested;

    Interruption() {
        // A shutdown hook is how Java hears of signals; the JVM stays whole until all hooks have returned.
        Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "ringcap-shutdown"));
    }

    /** Has the action run when the wish comes, or now if it has come already. */
    void onRequest(Runnable action) {
        synchronized (this) {
            if (!isRequested) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    /** Has the action run if the process must end while the command hangs. */
    synchronized void lastResort(Runnable action) {
        lastResorts.add(action);
    }

    void request() {
        final List<Runnable> due;
        synchronized (this) {
            isRequested = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    synchronized boolean isRequested() {
        return isRequested;
    }

    /** The command is over and everything is printed. */
    void ended(int exitCode) {
        ended.complete(exitCode);
    }

    private void onShutdown() {
        if (ended.isDone()) {
            return;
        }
        request();
        // Not an exit: that is under way already, with the signal's number as its code.
        Runtime.getRuntime().halt(awaitEnd());
    }

    private int awaitEnd() {
        try {
            return ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            System.err.println("ringcap: did not stop within " + PATIENCE_SECONDS + " s, gives up");
            synchronized (this) {
                lastResorts.forEach(Runnable::run);
            }
        } catch (ExecutionException | InterruptedException e) {
            // Nobody interrupts a shutdown hook, and the future is only ever completed with a code.
            System.err.println("ringcap: " + e);
        }
        return ExitCodes.FAILED;
    }
}
