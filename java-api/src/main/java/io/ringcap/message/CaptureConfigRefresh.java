package io.ringcap.message;

import io.ringcap.config.ConfigSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The manager tells a worker to go on with another configuration from its next block on.
 *
 * @param opVersion which operation on the session it is; one that is not newer than the last changes nothing
 * @param config the configuration from now on
 * @param filter the filter from now on, empty for everything; null when it stays
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
