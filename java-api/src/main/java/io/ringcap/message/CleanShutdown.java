package io.ringcap.message;

/** The cleaner is to finish what it has begun and end. */
public record CleanShutdown(long tsUsec) implements CleanerCommand {

    @Override
    public OpCode opCode() {
        return OpCode.CLEAN_SHUTDOWN;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onShutdown(this);
    }
}
