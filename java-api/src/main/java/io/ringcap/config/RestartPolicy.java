package io.ringcap.config;

import java.time.Duration;

/**
 * Whether a capture that broke off while it ran is started again, under the same session. A first start that is refused, a sink
 * that failed and a stop are no reasons to; a file is never read again.
 *
 * @param maxRestarts how many times at most; 0 for never
 * @param backoff the pause before the first restart, doubled for each further one up to a minute
 */
public record RestartPolicy(int maxRestarts, Duration backoff) {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int LAST_DOUBLING = 16;

    /** A capture that broke off has failed. */
    public static final RestartPolicy NONE = new RestartPolicy(0, Duration.ofSeconds(1));

    public RestartPolicy {
        Require.between("max restarts", maxRestarts, 0, 1_000_000);
        Require.between("restart backoff milliseconds", backoff.toMillis(), 1, LONGEST_PAUSE.toMillis());
    }

    /**
     * {@return the pause before a restart, the first being number 1}
     *
     * @param restart 1 or more
     */
    public Duration pauseBefore(int restart) {
        final Duration doubled = backoff.multipliedBy(1L << Math.min(restart - 1, LAST_DOUBLING));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
