package io.ringcap.message;

/**
 * End now: what the kernel still holds is counted, not captured; files written so far are published.
 *
 * @param cancelReason why; it becomes the reason in CAPTURE_FINISHED
 */
public record CaptureCancel(long tsUsec, SessionId session, FinishReason cancelReason) implements WorkerCommand {

    @Override
    public OpCode opCode() {
        return OpCode.CAPTURE_CANCEL;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onCancel(this);
    }
}
