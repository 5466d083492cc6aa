package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * What a listener is told about a session. The order is fixed: STARTED, then any of PROGRESS and FILE_READY, then exactly
 * one of FINISHED or FAILED. A start that fails brings FAILED alone.
 */
public sealed interface CaptureMessage extends Message
        permits CaptureStarted, CaptureProgress, CaptureFileReady, CaptureFinished, CaptureFailed {

    /** The session it is about. */
    @JsonUnwrapped
    SessionId session();

    /** Calls the method of the visitor that belongs to this kind of message. */
    void accept(Visitor visitor);

    /** One method for each kind of message, so that the compiler finds the one that was forgotten. */
    interface Visitor {
        void onStarted(CaptureStarted message);

        void onProgress(CaptureProgress message);

        void onFileReady(CaptureFileReady message);

        void onFinished(CaptureFinished message);

        void onFailed(CaptureFailed message);
    }
}
