package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * A worker lives.
 *
 * @param stats its counters
 */
public record CaptureHeartbeat(long tsUsec, @JsonUnwrapped SessionId session, CaptureStats stats) implements Message {

    @Override
    public OpCode opCode() {
        return OpCode.CAPTURE_HEARTBEAT;
    }
}
