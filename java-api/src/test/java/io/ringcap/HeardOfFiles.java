package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CleanCompressDone;
import io.ringcap.message.CleanCompressFailed;
import io.ringcap.message.CleanStored;
import io.ringcap.message.Message;
import io.ringcap.message.OpCode;
import io.ringcap.testing.Waits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What one session's listener hears about its files. */
final class HeardOfFiles implements CaptureListener {
    final List<Message> messages = new CopyOnWriteArrayList<>();

    @Override
    public void onStored(CleanStored report) {
        messages.add(report);
    }

    @Override
    public void onCompressDone(CleanCompressDone report) {
        messages.add(report);
    }

    @Override
    public void onCompressFailed(CleanCompressFailed report) {
        messages.add(report);
    }

    @Override
    public void onFailed(CaptureFailed message) {
        messages.add(message);
    }

    void await(OpCode kind) throws Exception {
        Waits.until(
                Duration.ofSeconds(30),
                () -> messages.stream().anyMatch(each -> each.opCode() == kind),
                "no " + kind + " came, but " + messages);
    }

    <T extends Message> T only(Class<T> kind) {
        final List<T> found =
                messages.stream().filter(kind::isInstance).map(kind::cast).toList();
        assertEquals(1, found.size(), messages::toString);
        return found.get(0);
    }
}
