package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Anything that manager, workers, cleaner, listeners and observers say to each other. Messages are immutable copies: whoever
 * holds one may read it on any thread, for as long as it likes.
 */
@JsonPropertyOrder({"op", "type", "ts_usec", "session"})
public sealed interface Message
        permits CaptureMessage, WorkerCommand, CaptureHeartbeat, CleanerCommand, CleanerReport, CaptureEvent {

    /** {@return the message's kind} */
    OpCode opCode();

    /** {@return when the message was made, in microseconds since the epoch} */
    long tsUsec();

    /** {@return the number of {@link #opCode()}} */
    @JsonProperty("op")
    default int op() {
        return opCode().op();
    }

    /** {@return the name of {@link #opCode()}} */
    @JsonProperty("type")
    default String type() {
        return opCode().name();
    }
}
