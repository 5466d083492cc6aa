package io.ringcap.internal.follow;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The first answer of a name server, asked for on a thread of its own: the system's resolver cannot be interrupted, and a session
 * must not take longer to stop because it waits for one. Used once, by the worker that opens.
 */
final class FirstAnswer {
    private static final long POLL_MS = 20;

    /** Longer than a usual resolver takes to try all its servers, and shorter than what a worker is given without any progress. */
    private static final long MOST_NS = TimeUnit.SECONDS.toNanos(45);

    private final String name;
    private final Function<String, List<InetAddress>> resolver;

    FirstAnswer(String name, Function<String, List<InetAddress>> resolver) {
        this.name = name;
        this.resolver = resolver;
    }

    /**
     * Waits for it.
     *
     * @param patienceNs how much longer the worker may take; {@link Long#MAX_VALUE} while nobody wants it to end
     * @throws CaptureException START_INVALID_PARAMS when there is no address; RUN_CANCELLED when nobody wants one any more
     */
    List<InetAddress> await(LongSupplier patienceNs, String threadName) {
        final CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
        final Thread asking = new Thread(
                () -> {
                    try {
                        answer.complete(resolver.apply(name));
                    } catch (RuntimeException | Error e) {
                        answer.completeExceptionally(e);
                    }
                },
                threadName);
        asking.setDaemon(true);
        asking.start();
        final long beganNs = System.nanoTime();
        while (patienceNs.getAsLong() == Long.MAX_VALUE) {
            try {
                return answer.get(POLL_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                requireTime(beganNs);
            } catch (ExecutionException e) {
                throw failureOf(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new CaptureException(
                ErrorCode.RUN_CANCELLED,
                "the session was ended while domain '" + name + "' was looked up; start another");
    }

    private void requireTime(long beganNs) {
        if (System.nanoTime() - beganNs > MOST_NS) {
            throw new CaptureException(
                    ErrorCode.START_INVALID_PARAMS,
                    "domain '" + name + "' has no address: no name server has answered for "
                            + TimeUnit.NANOSECONDS.toSeconds(MOST_NS)
                            + " s; see whether those in /etc/resolv.conf can be reached");
        }
    }

    private CaptureException failureOf(Throwable cause) {
        return cause instanceof CaptureException known
                ? known
                : new CaptureException(
                        ErrorCode.START_ENGINE_FAILED, "domain '" + name + "' could not be looked up: " + cause, cause);
    }
}
