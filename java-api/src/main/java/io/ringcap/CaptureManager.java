package io.ringcap;

import io.ringcap.config.CaptureDevice;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ManagerConfig;
import io.ringcap.internal.control.ManagerLoop;
import io.ringcap.internal.control.Session;
import io.ringcap.internal.pcap.Sources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Starts captures and looks after them. One is enough for a process; thread-safe. {@link #close()} stops what still runs,
 * without losing what has arrived, and gives back every thread, file descriptor and mapping.
 */
public final class CaptureManager implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final ManagerConfig config;
    private final ManagerLoop loop;

    private CaptureManager(ManagerConfig config) {
        this.config = config;
        this.loop = new ManagerLoop(config);
    }

    /** A manager with default settings. */
    public static CaptureManager open() {
        return open(ManagerConfig.defaults());
    }

    public static CaptureManager open(ManagerConfig config) {
        final CaptureManager manager = new CaptureManager(config);
        final Thread thread = new Thread(manager.loop, "ringcap-manager-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
        return manager;
    }

    /** Begins the description of a new session. */
    public CaptureSession.Builder capture(CaptureSpec spec) {
        return new CaptureSession.Builder(loop, config.startTimeout(), spec);
    }

    /** The session of this id, running or among the last that ended. */
    public Optional<CaptureSession> session(String sessionId) {
        final @Nullable Session found = loop.registry().find(sessionId);
        return Optional.ofNullable(found).map(CaptureSession::new);
    }

    /** All sessions, running and the last that ended. */
    public List<CaptureSession> sessions() {
        return loop.registry().all().stream().map(CaptureSession::new).toList();
    }

    /** What ended sessions could not give back yet, such as the memory of a handler that does not return. */
    public List<String> unreleased() {
        return loop.unreleased();
    }

    /** How many times listeners have thrown. */
    public long listenerFailures() {
        return loop.listenerFailures();
    }

    /** Interfaces that can be captured on. */
    public static List<CaptureDevice> devices() {
        return Sources.devices(null);
    }

    /** Interfaces of a network namespace, such as {@code /run/netns/blue}. */
    public static List<CaptureDevice> devices(Path netns) {
        return Sources.devices(netns);
    }

    /**
     * Stops all sessions, waits for them within the configured time, and releases everything. Idempotent; a listener may
     * call it.
     */
    @Override
    public void close() {
        loop.close();
    }
}
