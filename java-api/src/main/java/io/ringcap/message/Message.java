package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/** Anything that manager, workers, cleaner, listeners and observers say to each other; immutable. */
@JsonPropertyOrder({"op", "type", "ts_usec", "capture_id", "key", "session_id"})
public sealed interface Message
        permits CaptureMessage, WorkerCommand, CaptureHeartbeat, CleanerCommand, CleanerReport, CaptureEvent {

    /** The message's kind. */
    @JsonIgnore
    OpCode opCode();

    /** When the message was made, in microseconds since the epoch. */
    long tsUsec();

    @JsonProperty("op")
    default int op() {
        return opCode().op();
    }

    @JsonProperty("type")
    default String type() {
        return opCode().name();
    }
}
