package io.ringcap.message;

/**
 * End without losing what has arrived.
 *
 * @param stopReason why; it becomes the reason in CAPTURE_FINISHED
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
