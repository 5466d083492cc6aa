package io.ringcap.message;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ConfigSnapshot;

/**
 * Begin to capture.
 *
 * @param opVersion which start of this session it is, from 1
 * @param spec what to capture
 * @param config the configuration for all of this start; a limit in the spec overrides the one in here
 */
public record CaptureStart(long tsUsec, SessionId session, int opVersion, CaptureSpec spec, ConfigSnapshot config)
        implements WorkerCommand {

    @Override
    public OpCode opCode() {
        return OpCode.CAPTURE_START;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onStart(this);
    }
}
