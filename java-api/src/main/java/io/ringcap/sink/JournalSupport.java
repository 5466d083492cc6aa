package io.ringcap.sink;

import io.ringcap.message.CaptureException;
import java.util.Optional;

/** Whether this JVM can record to journals. Any thread. */
public final class JournalSupport {
    private JournalSupport() {}

    /**
     * What keeps a JVM from it. Immutable.
     *
     * @param cause what is missing
     * @param remedy what to do about it
     */
    public record Obstacle(String cause, String remedy) {}

    /** {@return what keeps this JVM from it; empty when nothing does} */
    public static Optional<Obstacle> obstacle() {
        try {
            JournalRuntime.require();
            return Optional.empty();
        } catch (CaptureException e) {
            // The texts say what is missing, and after a colon what to do.
            final String text = String.valueOf(e.getMessage());
            final int at = text.lastIndexOf(": ");
            return Optional.of(new Obstacle(text.substring(0, at), text.substring(at + 2)));
        }
    }
}
