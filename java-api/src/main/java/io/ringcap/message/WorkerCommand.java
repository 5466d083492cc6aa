package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/** What the manager tells the worker of one session. */
public sealed interface WorkerCommand extends Message
        permits CaptureStart, CaptureStop, CaptureCancel, CaptureConfigRefresh {

    /** {@return the session it is for} */
    @JsonUnwrapped
    SessionId session();

    /**
     * Calls the method of the visitor that belongs to this kind of command.
     *
     * @param visitor whose method is called
     */
    void accept(Visitor visitor);

    /** One method for each kind of command, so that the compiler finds the one that was forgotten. */
    interface Visitor {
        /**
         * Start.
         *
         * @param command what, and how
         */
        void onStart(CaptureStart command);

        /**
         * Stop, and record what has arrived.
         *
         * @param command which session
         */
        void onStop(CaptureStop command);

        /**
         * Stop at once.
         *
         * @param command which session
         */
        void onCancel(CaptureCancel command);

        /**
         * Go on with another configuration.
         *
         * @param command which
         */
        void onConfigRefresh(CaptureConfigRefresh command);
    }
}
