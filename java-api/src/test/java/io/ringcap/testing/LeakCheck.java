package io.ringcap.testing;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves behind what it opened. Wraps every test of the module (found through {@code META-INF/services});
 * runs on the test's thread.
 *
 * <p>Compared with the moment before the test's {@code @BeforeEach} methods, and nothing else, so that what Maven, JUnit and
 * the JVM open meanwhile (jars, pipes of processes, their own threads) does not count:
 *
 * <ul>
 *   <li>live threads whose name begins with {@code ringcap}, one by one; there are none that live as long as the JVM;
 *   <li>file descriptors that are sockets (each by its inode), eventfds (their number), or files named {@code *.pcap},
 *       {@code *.pcapng}, {@code *.part}, {@code *.cq4}, {@code *.cq4t} (each by its path, deleted ones too);
 *   <li>bytes in use by {@link io.ringcap.internal.pcap.Slab}s that are not closed;
 *   <li>memory mappings of packet sockets (the kernel's rings) and of {@code *.cq4}, {@code *.cq4t} files.
 * </ul>
 *
 * What is released on another thread has {@link #SETTLE} to go.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
    /** How long after a test its leftovers may still go away by themselves. */
    static final Duration SETTLE = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(10);
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LeakCheck.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put(HeldResources.class, HeldResources.take());
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        final HeldResources before = context.getStore(NAMESPACE).remove(HeldResources.class, HeldResources.class);
        // Missing when another extension has failed before this one had its turn.
        if (before != null) {
            check(before, SETTLE);
        }
    }

    /** Waits until no more is held than before, and fails naming each leftover when that does not come true in time. */
    static void check(HeldResources before, Duration settle) throws InterruptedException {
        final long deadline = System.nanoTime() + settle.toNanos();
        List<String> leftovers = HeldResources.take().beyond(before);
        while (!leftovers.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(POLL.toMillis());
            leftovers = HeldResources.take().beyond(before);
        }
        if (!leftovers.isEmpty()) {
            throw new AssertionError("the test left behind: " + String.join("; ", leftovers));
        }
    }
}
