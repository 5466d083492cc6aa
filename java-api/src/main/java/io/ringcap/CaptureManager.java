package io.ringcap;

import static java.util.Objects.requireNonNull;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureDevice;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ManagerConfig;
import io.ringcap.internal.check.Preflight;
import io.ringcap.internal.check.Question;
import io.ringcap.internal.control.HealthReader;
import io.ringcap.internal.control.ManagerLoop;
import io.ringcap.internal.control.OutputFolder;
import io.ringcap.internal.control.Session;
import io.ringcap.internal.follow.Targets;
import io.ringcap.internal.pcap.Sources;
import io.ringcap.message.CaptureEvent;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureTotals;
import io.ringcap.message.CloseReport;
import io.ringcap.message.ManagerHealth;
import io.ringcap.message.OwnerInfo;
import io.ringcap.message.PreflightReport;
import io.ringcap.message.SessionState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts captures and looks after them. One is enough for a process; thread-safe. {@link #close()} stops what still runs,
 * without losing what has arrived, and gives back every thread, file descriptor and mapping.
 *
 * <p>It sees all sessions. Who shall see only their own get an {@link #owner}.
 */
public final class CaptureManager implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CaptureManager.class.getName());
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final double NANOS_PER_MILLI = 1e6;

    private final ManagerConfig config;
    private final @Nullable OutputFolder output;
    private final ManagerLoop loop;

    private CaptureManager(ManagerConfig config) {
        this.config = config;
        this.output = config.snapshot().outputDir().isEmpty()
                ? null
                : OutputFolder.take(Path.of(config.snapshot().outputDir()));
        final OutputFolder held = output;
        this.loop = new ManagerLoop(config, new Targets(), () -> {
            if (held != null) {
                held.close();
            }
        });
    }

    /** {@return a manager with default settings} */
    public static CaptureManager open() {
        return open(ManagerConfig.defaults());
    }

    /**
     * {@return a manager with settings of your own}
     *
     * @param config time limits, and what sessions get that bring no configuration
     * @throws io.ringcap.message.CaptureException START_CREATE_FILE_FAILED if another manager uses its output folder
     */
    public static CaptureManager open(ManagerConfig config) {
        final CaptureManager manager = new CaptureManager(config);
        final Thread thread = new Thread(manager.loop, "ringcap-manager-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (Throwable t) {
            manager.letGo();
            throw t;
        }
        return manager;
    }

    private void letGo() {
        if (output != null) {
            output.close();
        }
    }

    /**
     * Begins the description of a new session that belongs to nobody in particular.
     *
     * @param spec what to capture
     * @return a builder, which starts the session
     */
    public CaptureSession.Builder capture(CaptureSpec spec) {
        return new CaptureSession.Builder(loop, config, null, spec);
    }

    /**
     * {@return the owner of this name, made if need be: a view of the manager that shows its own sessions only}
     *
     * @param name any text that the parties in this process tell each other apart by
     */
    public CaptureOwner owner(String name) {
        return new CaptureOwner(loop, config, loop.owners().get(requireNonNull(name, "name")));
    }

    /**
     * {@return files of the output folder that a manager before had left unfinished, and that were published when
     * this one was opened}
     */
    public List<CaptureFileInfo> recovered() {
        return output == null ? List.of() : output.recovered();
    }

    /** {@return all owners} Looking at them does not keep them from being idle. */
    public List<OwnerInfo> owners() {
        return loop.owners().all().stream()
                .map(owner -> HealthReader.read(loop, owner))
                .toList();
    }

    /**
     * Stops the owner's captures and forgets it.
     *
     * @param name the owner's name
     * @return whether there was one
     */
    public boolean deleteOwner(String name) {
        return loop.deleteOwner(name);
    }

    /**
     * {@return the session of this id, running or among the last that ended, whoever owns it}
     *
     * @param sessionId as in {@link CaptureSession#id()}
     */
    public Optional<CaptureSession> session(String sessionId) {
        final @Nullable Session found = loop.registry().find(sessionId);
        return Optional.ofNullable(found).map(CaptureSession::new);
    }

    /** {@return all sessions, running and the last that ended, the oldest first} */
    public List<CaptureSession> sessions() {
        return loop.registry().all(any -> true).stream()
                .map(CaptureSession::new)
                .toList();
    }

    /** {@return the newest session that runs; if none runs, the newest that was started within the last two minutes; else none} */
    public Optional<CaptureSession> current() {
        return loop.registry().current(any -> true).map(CaptureSession::new);
    }

    /**
     * Has somebody hear of everything that happens to all sessions, in order, on a thread that serves this observer
     * alone at that time.
     *
     * @param observer called with each event; what it throws is counted, and changes nothing
     * @return closing it ends that
     */
    public Observation observe(Consumer<? super CaptureEvent> observer) {
        return loop.observe(requireNonNull(observer, "observer"))::run;
    }

    /** {@return how the manager is: what runs, what waits, what it holds} Never waits. */
    public ManagerHealth health() {
        return HealthReader.read(
                loop, TimeUnit.MILLISECONDS.toMicros(config.clock().millis()));
    }

    /**
     * {@return what all sessions together have counted since the manager was opened, those that are forgotten
     * included} Never waits.
     */
    public CaptureTotals totals() {
        return loop.totals();
    }

    /**
     * Waits until the files of sessions that have ended are compressed, where that was asked for, and what was too
     * old is deleted. {@link #close()} does not wait for that: what it interrupts stays as it was.
     *
     * @param patience how long to wait at most
     * @return whether it came to that in time
     * @throws InterruptedException if this thread is interrupted while it waits
     */
    public boolean awaitFiles(Duration patience) throws InterruptedException {
        return loop.awaitFiles(patience);
    }

    /** {@return what ended sessions could not give back yet, such as the memory of a handler that does not return} */
    public List<String> unreleased() {
        return loop.unreleased();
    }

    /** {@return how many times listeners and observers have thrown} */
    public long listenerFailures() {
        return loop.listenerFailures();
    }

    /** {@return interfaces that can be captured on} */
    public static List<CaptureDevice> devices() {
        return Sources.devices(null);
    }

    /**
     * {@return interfaces of a network namespace, such as {@code /run/netns/blue}}
     *
     * @param netns the namespace's file, see {@link CaptureSpec#namespaceFile}
     */
    public static List<CaptureDevice> devices(Path netns) {
        return Sources.devices(netns);
    }

    /**
     * Whether such a capture could start now, how well, and what to do if not. It is opened for a moment, so that a
     * packet or two may be received; nothing is recorded.
     *
     * @param spec what to capture, with the default settings and no folder
     * @return what was found, in the order in which one would look, each with its remedy
     */
    public PreflightReport preflight(CaptureSpec spec) {
        final String folder = config.snapshot().outputDir();
        return preflight(spec, CaptureConfig.defaults(), folder.isEmpty() ? null : Path.of(folder));
    }

    /**
     * The same with settings of your own, and a folder to record to, if any.
     *
     * @param spec what to capture
     * @param settings sizes, latency and engine
     * @param folder where files would go; null when none are to be written
     * @return what was found, each with its remedy
     */
    public PreflightReport preflight(CaptureSpec spec, CaptureConfig settings, @Nullable Path folder) {
        return Preflight.run(new Question(spec, settings, folder, 0), new Targets());
    }

    /**
     * Stops all sessions, waits for them within the configured time, and releases everything. Idempotent; a listener may
     * call it.
     *
     * @return what was stopped, and what could not be released; the second call has nothing to tell
     */
    public CloseReport shutdown() {
        final long beginNs = System.nanoTime();
        final Set<String> running = new HashSet<>();
        loop.registry()
                .all(session -> !session.state().isTerminal())
                .forEach(session -> running.add(session.id().sessionId()));
        final List<String> held = new ArrayList<>(loop.close());
        held.addAll(loop.unreleased());
        final int failed = loop.registry()
                .all(session -> running.contains(session.id().sessionId()) && session.state() == SessionState.FAILED)
                .size();
        return new CloseReport(
                (System.nanoTime() - beginNs) / NANOS_PER_MILLI,
                running.size() - failed,
                failed,
                loop.releasedWorkers(),
                held);
    }

    /** {@link #shutdown} for those who do not want to know more; what could not be released is logged. */
    @Override
    public void close() {
        final CloseReport report = shutdown();
        if (!report.unreleased().isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "closed, but {0}", String.join("; ", report.unreleased()));
        }
    }

    /** The time in which an observer hears. */
    @FunctionalInterface
    public interface Observation extends AutoCloseable {
        /** Ends it; what has happened before may still be told. */
        @Override
        void close();
    }
}
