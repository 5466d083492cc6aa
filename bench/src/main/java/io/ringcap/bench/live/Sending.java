package io.ringcap.bench.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;

/** A running {@code ringcap-send}. Confined to the harness's thread; ends by itself in time, and with the harness. */
public final class Sending implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long GRACE_SECONDS = 20;

    private final Child child;
    private final Duration patience;

    Sending(Child child, double seconds) {
        this.child = child;
        this.patience = Duration.ofSeconds((long) Math.ceil(seconds) + GRACE_SECONDS);
    }

    /** Waits until everything is sent. */
    public Sent await() throws IOException, InterruptedException {
        child.awaitSuccess(patience);
        final JsonNode said = JSON.readTree(child.output());
        if (!said.path("sent").isIntegralNumber()) {
            throw new IOException("the sender did not say what it sent: '" + child.output() + "'");
        }
        return new Sent(
                said.path("sent").longValue(),
                said.path("bytes").longValue(),
                said.path("seconds").doubleValue());
    }

    public boolean isAlive() {
        return child.isAlive();
    }

    /** Ends it at once; what it had sent remains unknown. */
    @Override
    public void close() {
        child.close();
    }

    /**
     * What was sent, as the sender tells it.
     *
     * @param frames every one that the kernel took
     */
    public record Sent(long frames, long bytes, double seconds) {
        public double pps() {
            return seconds > 0 ? frames / seconds : 0;
        }
    }
}
