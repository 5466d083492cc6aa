package io.ringcap.internal.control;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CleanerReport;
import io.ringcap.message.Message;
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
 * @param fileListener hears what becomes of its files afterwards
 */
public record SessionPlan(
        @Nullable String ownerName,
        String key,
        int opVersion,
        CaptureSpec spec,
        CaptureConfig config,
        ConfigSnapshot snapshot,
        List<Sink> sinks,
        Consumer<CaptureMessage> listener,
        Consumer<CleanerReport> fileListener) {
    public SessionPlan {
        sinks = List.copyOf(sinks);
    }

    /** One whose files nobody asks for. */
    public SessionPlan(
            @Nullable String ownerName,
            String key,
            int opVersion,
            CaptureSpec spec,
            CaptureConfig config,
            ConfigSnapshot snapshot,
            List<Sink> sinks,
            Consumer<CaptureMessage> listener) {
        this(ownerName, key, opVersion, spec, config, snapshot, sinks, listener, report -> {});
    }

    /** Passes a message to whom it is for. */
    void tell(Message message) {
        if (message instanceof CaptureMessage about) {
            listener.accept(about);
        } else if (message instanceof CleanerReport report) {
            fileListener.accept(report);
        }
    }
}
