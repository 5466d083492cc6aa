package io.ringcap.internal.control;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.message.CaptureMessage;
import io.ringcap.sink.Sink;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants a session to be.
 *
 * @param ownerName who sees it; null for nobody but the manager's holder
 * @param key the caller's name for it, empty for none
 * @param opVersion the caller's number for this start of the key; {@link Operations#UNVERSIONED} makes it a new one always
 * @param listener hears what becomes of it
 */
public record SessionPlan(
        @Nullable String ownerName,
        String key,
        int opVersion,
        CaptureSpec spec,
        CaptureConfig config,
        ConfigSnapshot snapshot,
        List<Sink> sinks,
        Consumer<CaptureMessage> listener) {
    public SessionPlan {
        sinks = List.copyOf(sinks);
    }
}
