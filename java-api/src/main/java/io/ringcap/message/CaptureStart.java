package io.ringcap.message;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ConfigSnapshot;

/**
 * The manager tells a worker to capture.
 *
 * @param opVersion which operation on the session it is, from 1
 * @param spec what to capture
 * @param config the configuration to do it with
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
