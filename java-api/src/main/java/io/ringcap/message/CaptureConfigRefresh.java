package io.ringcap.message;

import io.ringcap.config.ConfigSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Go on with another configuration, from the next block on.
 *
 * @param opVersion orders the changes of a session: a worker ignores one that is older than what it has
 * @param config the configuration in force from then on
 * @param filter the new BPF expression, empty for everything; null leaves the filter as it is
 */
public record CaptureConfigRefresh(
        long tsUsec,
        SessionId session,
        int opVersion,
        ConfigSnapshot config,
        @Nullable String filter) implements WorkerCommand {

    @Override
    public OpCode opCode() {
        return OpCode.CAPTURE_CONFIG_REFRESH;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onConfigRefresh(this);
    }
}
