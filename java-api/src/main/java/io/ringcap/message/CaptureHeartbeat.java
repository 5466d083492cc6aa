package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * A worker's sign of life to the manager; listeners do not hear it.
 *
 * @param stats the counters as they stand
 */
public record CaptureHeartbeat(long tsUsec, @JsonUnwrapped SessionId session, CaptureStats stats) implements Message {

    @Override
    public OpCode opCode() {
        return OpCode.CAPTURE_HEARTBEAT;
    }
}
