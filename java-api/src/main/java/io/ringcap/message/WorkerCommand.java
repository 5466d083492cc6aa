package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/** What the manager tells a worker. */
public sealed interface WorkerCommand extends Message
        permits CaptureStart, CaptureStop, CaptureCancel, CaptureConfigRefresh {

    /** The session it is about. */
    @JsonUnwrapped
    SessionId session();

    /** Calls the method of the visitor that belongs to this kind of message. */
    void accept(Visitor visitor);

    /** One method for each kind of message, so that the compiler finds the one that was forgotten. */
    interface Visitor {
        void onStart(CaptureStart message);

        void onStop(CaptureStop message);

        void onCancel(CaptureCancel message);

        void onConfigRefresh(CaptureConfigRefresh message);
    }
}
