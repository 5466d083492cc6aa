package io.ringcap.internal.control;

import io.ringcap.message.CaptureEvent;
import io.ringcap.message.EventType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Those who want to hear of all sessions, each with its own ordered delivery. Joined and left on any thread, told by the
 * manager's.
 */
final class Observers {
    private final Executor listeners;
    private final AtomicLong failures;
    private final List<OrderedDelivery<CaptureEvent>> all = new CopyOnWriteArrayList<>();

    Observers(Executor listeners, AtomicLong failures) {
        this.listeners = listeners;
        this.failures = failures;
    }

    /** Returns how to leave: what was told and not delivered by then does not come any more. */
    Runnable join(Consumer<? super CaptureEvent> observer) {
        final OrderedDelivery<CaptureEvent> delivery =
                new OrderedDelivery<>(listeners, observer, Observers::isTransient, failures);
        all.add(delivery);
        return () -> {
            all.remove(delivery);
            delivery.forget();
        };
    }

    boolean isAnybody() {
        return !all.isEmpty();
    }

    void tell(CaptureEvent event) {
        all.forEach(each -> each.deliver(event));
    }

    /** Events that the slowest observer has not had yet. Any thread. */
    int waiting() {
        return all.stream().mapToInt(OrderedDelivery::waiting).max().orElse(0);
    }

    private static boolean isTransient(CaptureEvent event) {
        return event.eventType() == EventType.PROGRESS || event.eventType() == EventType.HEARTBEAT;
    }
}
