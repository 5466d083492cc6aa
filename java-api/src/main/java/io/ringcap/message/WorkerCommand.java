package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/** What the manager tells the worker of one session. */
public sealed interface WorkerCommand extends Message
        permits CaptureStart, CaptureStop, CaptureCancel, CaptureConfigRefresh {

    /** The session it is for. */
    @JsonUnwrapped
    SessionId session();

    /** Calls the method of the visitor that belongs to this kind of command. */
    void accept(Visitor visitor);

    /** One method for each kind of command, so that the compiler finds the one that was forgotten. */
    interface Visitor {
        void onStart(CaptureStart command);

        void onStop(CaptureStop command);

        void onCancel(CaptureCancel command);

        void onConfigRefresh(CaptureConfigRefresh command);
    }
}
