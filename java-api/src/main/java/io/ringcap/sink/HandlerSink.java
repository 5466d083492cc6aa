package io.ringcap.sink;

import java.util.function.Supplier;

/**
 * A sink that keeps nothing: the embedder's handlers, printing, discarding.
 *
 * @param writer makes the writer of one session
 */
record HandlerSink(String name, Overflow overflow, Supplier<SinkWriter> writer) implements Sink {
    @Override
    public boolean isRecording() {
        return false;
    }

    @Override
    public SinkWriter open(SinkContext context) {
        return writer.get();
    }
}
