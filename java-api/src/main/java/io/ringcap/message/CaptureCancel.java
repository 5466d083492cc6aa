package io.ringcap.message;

/**
 * The manager tells a worker to end at once: what waits in the kernel is counted, files written so far are published.
 *
 * @param cancelReason why
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
