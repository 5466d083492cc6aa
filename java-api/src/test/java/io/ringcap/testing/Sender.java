package io.ringcap.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;

/** A running {@code ringcap-send}. Confined to the test's thread; its network kills it when it is still running at the end. */
public final class Sender implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Commands command;
    private final Duration timeout;

    Sender(Commands command, Duration timeout) {
        this.command = command;
        this.timeout = timeout;
    }

    /** Waits until it has sent everything and returns how many frames that were, as it says itself. */
    public long await() {
        final String line = command.await(timeout);
        try {
            final JsonNode sent = JSON.readTree(line).path("sent");
            if (!sent.isIntegralNumber()) {
                throw new IllegalStateException("the sender did not say what it sent: '" + line + "'");
            }
            return sent.longValue();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the sender did not say what it sent: '" + line + "'", e);
        }
    }

    public boolean isAlive() {
        return command.isAlive();
    }

    /** Ends it at once; after {@link #await} there is nothing left to end. */
    @Override
    public void close() {
        command.close();
    }
}
