package io.ringcap.internal.ring;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;

/** What a running worker is told to do at the next block boundary. Each order is answered exactly once. */
sealed interface WorkerOrder {
    /** Carries it out, on the worker's thread, and returns its answer, which is not given yet. */
    Answer applyTo(FillLoop loop);

    /** The answer to an order that comes too late. */
    Answer refusal(boolean isPaused);

    /** Whether it replaces the filter. */
    default boolean replacesFilter() {
        return false;
    }

    /** What is said to the manager. */
    interface Answer {
        void giveTo(WorkerReports reports);
    }

    /** Another filter, other limits. */
    record Change(ConfigChange change) implements WorkerOrder {
        @Override
        public boolean replacesFilter() {
            return change.filter() != null;
        }

        @Override
        public Answer applyTo(FillLoop loop) {
            try {
                loop.onChange(change);
                return reports -> reports.changed(change, null);
            } catch (CaptureException e) {
                if (e.code() == ErrorCode.RUN_ENGINE_DIED) {
                    throw e;
                }
                return reports -> reports.changed(change, e);
            }
        }

        @Override
        public Answer refusal(boolean isPaused) {
            final CaptureException late = new CaptureException(
                    ErrorCode.RUN_CANCELLED,
                    "the session is ending, nothing can be changed any more; start another one");
            return reports -> reports.changed(change, late);
        }
    }

    /**
     * Packets that arrive from a moment on are counted and not recorded.
     *
     * @param atEpochNs when it was asked for, by the clock that packets are stamped with
     */
    record Pause(long atEpochNs) implements WorkerOrder {
        @Override
        public Answer applyTo(FillLoop loop) {
            loop.onPause(atEpochNs);
            return reports -> reports.paused(true);
        }

        @Override
        public Answer refusal(boolean isPaused) {
            return reports -> reports.paused(isPaused);
        }
    }

    /**
     * Packets that arrive from a moment on are recorded again.
     *
     * @param atEpochNs when it was asked for, by the clock that packets are stamped with
     */
    record Resume(long atEpochNs) implements WorkerOrder {
        @Override
        public Answer applyTo(FillLoop loop) {
            loop.onResume(atEpochNs);
            return reports -> reports.paused(false);
        }

        @Override
        public Answer refusal(boolean isPaused) {
            return reports -> reports.paused(isPaused);
        }
    }
}
