package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * What a listener is told about a session. The order is fixed: STARTED, then any of PROGRESS and FILE_READY, then exactly
 * one of FINISHED or FAILED. A start that fails brings FAILED alone.
 */
public sealed interface CaptureMessage extends Message
        permits CaptureStarted, CaptureProgress, CaptureFileReady, CaptureFinished, CaptureFailed {

    /** {@return the session it is about} */
    @JsonUnwrapped
    SessionId session();

    /**
     * Calls the method of the visitor that belongs to this kind of message.
     *
     * @param visitor whose method is called
     */
    void accept(Visitor visitor);

    /** One method for each kind of message, so that the compiler finds the one that was forgotten. */
    interface Visitor {
        /**
         * The session captures.
         *
         * @param message with what settings
         */
        void onStarted(CaptureStarted message);

        /**
         * The session goes on.
         *
         * @param message its counters
         */
        void onProgress(CaptureProgress message);

        /**
         * Files are whole and have their names.
         *
         * @param message which
         */
        void onFileReady(CaptureFileReady message);

        /**
         * The session has ended as it should; nothing more comes.
         *
         * @param message its final counters and all files
         */
        void onFinished(CaptureFinished message);

        /**
         * The session could not start, or broke off; nothing more comes.
         *
         * @param message why, and what to do
         */
        void onFailed(CaptureFailed message);
    }
}
