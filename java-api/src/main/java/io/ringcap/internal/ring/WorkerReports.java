package io.ringcap.internal.ring;

import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.EffectiveSettings;
import io.ringcap.message.FinishReason;
import io.ringcap.message.PartFailure;
import org.jspecify.annotations.Nullable;

/**
 * What a worker tells the manager. Called on the worker's and the lanes' threads; an implementation posts and returns at
 * once. {@link #ended} comes once and last, but for what a lane reports that was given up.
 */
public interface WorkerReports {
    /** The source is open and every sink has begun. */
    void started(EffectiveSettings effective, @Nullable String output);

    /** A sink has published a file. */
    void fileReady(CaptureFileInfo file);

    /** A file that was ready is gone, because only the newest are kept. */
    void fileRetired(CaptureFileInfo file);

    /** A part of the session failed and the rest goes on. */
    void partFailed(PartFailure failure);

    /** A change is in force from the next block on; or was refused, and nothing is changed. */
    default void changed(ConfigChange change, @Nullable CaptureException refused) {}

    /** The answer to an order to pause or to resume: what is in force now. */
    default void paused(boolean isPaused) {}

    /** The worker's thread ends, or was given up. The failure is null when the capture came to its end in good order. */
    void ended(FinishReason reason, @Nullable CaptureException failure, CaptureStats finalStats);
}
