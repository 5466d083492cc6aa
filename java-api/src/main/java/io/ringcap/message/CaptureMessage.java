package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * What a listener is told about a session. The order is fixed: STARTED, then any of PROGRESS and FILE_READY, then exactly
 * one of FINISHED or FAILED. A start that fails brings FAILED alone.
 */
@JsonPropertyOrder({"op", "type", "ts_usec", "capture_id", "key", "session_id"})
public sealed interface CaptureMessage
        permits CaptureStarted, CaptureProgress, CaptureFileReady, CaptureFinished, CaptureFailed {

    /** The message's kind. */
    OpCode opCode();

    /** When the message was made, in microseconds since the epoch. */
    long tsUsec();

    /** The session it is about. */
    @JsonUnwrapped
    SessionId session();

    /** Calls the method of the visitor that belongs to this kind of message. */
    void accept(Visitor visitor);

    @JsonProperty("op")
    default int op() {
        return opCode().op();
    }

    @JsonProperty("type")
    default String type() {
        return opCode().name();
    }

    /** One method for each kind of message, so that the compiler finds the one that was forgotten. */
    interface Visitor {
        void onStarted(CaptureStarted message);

        void onProgress(CaptureProgress message);

        void onFileReady(CaptureFileReady message);

        void onFinished(CaptureFinished message);

        void onFailed(CaptureFailed message);
    }
}
