package io.ringcap;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ManagerConfig;
import io.ringcap.internal.control.HealthReader;
import io.ringcap.internal.control.ManagerLoop;
import io.ringcap.internal.control.Owner;
import io.ringcap.internal.control.Session;
import io.ringcap.message.OwnerInfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One party of a manager that serves several: it sees its own sessions, and those of others are unknown to it. Thread-safe. An
 * owner that was silent for half an hour is removed and its captures are stopped; each use of it, and of its sessions through it,
 * counts.
 */
public final class CaptureOwner {
    private final ManagerLoop loop;
    private final ManagerConfig config;
    private final String name;

    CaptureOwner(ManagerLoop loop, ManagerConfig config, Owner owner) {
        this.loop = loop;
        this.config = config;
        this.name = owner.name();
    }

    /** {@return the name that the manager knows this owner by} */
    public String name() {
        return name;
    }

    /**
     * Begins the description of a new session of this owner.
     *
     * @param spec what to capture
     * @return a builder, which starts the session
     */
    public CaptureSession.Builder capture(CaptureSpec spec) {
        touch();
        return new CaptureSession.Builder(loop, config, name, spec);
    }

    /**
     * {@return this owner's session of this id; empty also for the sessions of others}
     *
     * @param sessionId as in {@link CaptureSession#id()}
     */
    public Optional<CaptureSession> session(String sessionId) {
        touch();
        final @Nullable Session found = loop.registry().find(sessionId);
        return Optional.ofNullable(found).filter(this::isMine).map(CaptureSession::new);
    }

    /** {@return this owner's sessions, running and the last that ended, the oldest first} */
    public List<CaptureSession> sessions() {
        touch();
        return loop.registry().all(this::isMine).stream()
                .map(CaptureSession::new)
                .toList();
    }

    /** {@return the newest session that runs; if none runs, the newest that was started within the last two minutes; else none} */
    public Optional<CaptureSession> current() {
        touch();
        return loop.registry().current(this::isMine).map(CaptureSession::new);
    }

    /** {@return what is known of this owner} */
    public OwnerInfo info() {
        return HealthReader.read(loop, touch());
    }

    /** Stops this owner's captures and forgets it. */
    public void delete() {
        loop.deleteOwner(name);
    }

    /** One that was removed meanwhile is there again with its next use. */
    private Owner touch() {
        return loop.owners().get(name);
    }

    private boolean isMine(Session session) {
        // By identity: who asks for a name that was deleted does not inherit what was another's.
        final Owner owner = session.owner();
        return owner != null && owner.equals(loop.owners().find(name));
    }
}
