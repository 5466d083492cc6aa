package io.ringcap.message;

/**
 * The manager tells a worker to end, and to record what has arrived.
 *
 * @param stopReason why
 */
public record CaptureStop(long tsUsec, SessionId session, FinishReason stopReason) implements WorkerCommand {

    @Override
    public OpCode opCode() {
        return OpCode.CAPTURE_STOP;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onStop(this);
    }
}
