package io.ringcap.internal.control;

import io.ringcap.config.ManagerConfig;
import io.ringcap.internal.pcap.SourceOpener;
import io.ringcap.message.CaptureEvent;
import io.ringcap.message.CaptureProgress;
import io.ringcap.message.CaptureTotals;
import io.ringcap.message.FinishReason;
import io.ringcap.message.Message;
import io.ringcap.message.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The manager's thread: the only writer of session state. It takes messages from its mailbox, waits for nobody and for no
 * disk, and looks after sessions and owners at its tick. Lives from the manager's opening to {@link #close}.
 */
public final class ManagerLoop implements Runnable, Mailbox {
    private static final System.Logger LOG = System.getLogger(ManagerLoop.class.getName());

    /** How often sessions are looked at; it caps a session's progress messages at ten a second. */
    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long HEARTBEAT_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long GRACE_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ManagerConfig config;
    private final LinkedBlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    private final SessionRegistry registry;
    private final OwnerRegistry owners;
    private final Operations operations = new Operations();
    private final ListenerPool listeners = new ListenerPool();
    private final AtomicLong listenerFailures = new AtomicLong();
    private final Observers observers = new Observers(listeners, listenerFailures);
    private final WallClock clock;
    private final Runnable atEnd;
    private final Cleaner cleaner;
    private final FileWork files;
    private final Announcer announcer;
    private final Lifecycle lifecycle;
    private final Watchdog watchdog;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private long lastTickNs = System.nanoTime();
    private long lastHeartbeatNs = lastTickNs;
    private long closeDeadlineNs;
    private volatile boolean isClosing;

    /**
     * @param atEnd called when all sessions have ended and nothing is written any more
     */
    public ManagerLoop(ManagerConfig config, SourceOpener opener, Runnable atEnd) {
        this.config = config;
        this.atEnd = atEnd;
        this.clock = new WallClock(config.clock());
        this.registry = new SessionRegistry(config);
        this.owners = new OwnerRegistry(config, clock);
        this.cleaner = new Cleaner(clock);
        this.announcer = new Announcer(clock, observers, FlightRecord.ofThisJvm());
        this.files = new FileWork(this, announcer, config.snapshot());
        this.lifecycle =
                new Lifecycle(this, registry, operations, new Workers(this, opener), announcer, cleaner, files);
        this.watchdog = new Watchdog(config, lifecycle, announcer);
    }

    // ---- any thread ----

    @Override
    public void post(Runnable message) {
        mailbox.add(message);
        if (stopped.getCount() == 0) {
            takeLeftovers();
        }
    }

    /** What comes when the manager's thread has ended still gets its answer, from the thread that brought it. */
    private synchronized void takeLeftovers() {
        for (Runnable message = mailbox.poll(); message != null; message = mailbox.poll()) {
            handle(message);
        }
    }

    /** Makes a session and has it started, or finds the one that this start has made before. Returns at once. */
    public Submitted submit(SessionPlan plan) {
        final String ownerName = plan.ownerName();
        // Asked for only now: one that was removed since the plan was made is made again.
        final Owner owner = ownerName == null ? null : owners.get(ownerName);
        final Operations.Admission admission =
                operations.admit(owner, plan.key(), plan.opVersion(), () -> newSession(plan, owner));
        final Session session = admission.session();
        if (admission.isNew()) {
            registry.announce(session);
            post(() -> lifecycle.onSubmit(session, admission.replaced()));
        }
        return new Submitted(session, admission.isNew());
    }

    /** The session of a start, and whether this start has made it. */
    public record Submitted(Session session, boolean isNew) {}

    private Session newSession(SessionPlan plan, @Nullable Owner owner) {
        FileWork.requireFormats(plan.sinks(), plan.snapshot());
        final OrderedDelivery<Message> delivery = new OrderedDelivery<>(
                listeners, plan::tell, message -> message instanceof CaptureProgress, listenerFailures);
        final SessionId id = registry.newId(plan.key());
        files.begun(id, plan.spec());
        return new Session(id, owner, plan, clock.nowUsec(), lifecycle, delivery, listeners);
    }

    public SessionRegistry registry() {
        return registry;
    }

    public OwnerRegistry owners() {
        return owners;
    }

    /** Stops what an owner runs and removes it; says whether there was one. */
    public boolean deleteOwner(String name) {
        final Owner owner = owners.find(name);
        if (owner == null || !owners.remove(owner)) {
            return false;
        }
        post(() -> lifecycle.stopEach(each -> owner.equals(each.owner()), FinishReason.STOPPED));
        return true;
    }

    /** Has somebody hear of all sessions; returns how to stop that. */
    public Runnable observe(Consumer<? super CaptureEvent> observer) {
        return observers.join(observer);
    }

    /** How many times a listener has thrown. */
    public long listenerFailures() {
        return listenerFailures.get();
    }

    /** Starts and changes that had been done before, or were overtaken. */
    public long ignoredOperations() {
        return operations.ignored();
    }

    /** What all sessions have counted since the manager was opened. */
    public CaptureTotals totals() {
        return lifecycle.totals();
    }

    /** What ended sessions still hold, for people; empty when all is released. */
    public List<String> unreleased() {
        return cleaner.unreleased();
    }

    /** Workers of which everything was released. */
    public long releasedWorkers() {
        return cleaner.released();
    }

    /** Waits until the files of all sessions that have ended are compressed or deleted, as was asked for; says whether they are. */
    public boolean awaitFiles(Duration patience) throws InterruptedException {
        final long deadlineNs = System.nanoTime() + patience.toNanos();
        // What sessions have left in the mailbox comes first.
        final CountDownLatch caughtUp = new CountDownLatch(1);
        post(caughtUp::countDown);
        return caughtUp.await(remaining(deadlineNs), TimeUnit.NANOSECONDS) && files.await(remaining(deadlineNs));
    }

    Cleaner cleaner() {
        return cleaner;
    }

    FileWork files() {
        return files;
    }

    Observers observers() {
        return observers;
    }

    int waitingMessages() {
        return mailbox.size();
    }

    boolean isClosing() {
        return isClosing;
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /**
     * Stops all sessions and ends the threads, within the configured time; an interrupt does not shorten it. Idempotent; safe in a
     * listener.
     *
     * @return listeners that are still busy
     */
    public List<String> close() {
        final long deadlineNs = System.nanoTime() + config.closeTimeout().toNanos();
        post(() -> onClose(deadlineNs));
        boolean isInterrupted = false;
        List<String> busy = List.of();
        for (boolean isTried = false; !isTried; ) {
            try {
                // The manager's thread needs a tick to see the deadline, and waits for the cleaner then.
                if (!stopped.await(remaining(deadlineNs) + 2 * GRACE_NS, TimeUnit.NANOSECONDS)) {
                    LOG.log(System.Logger.Level.ERROR, "the manager did not stop in {0}", config.closeTimeout());
                }
                busy = listeners.close(remaining(deadlineNs));
                isTried = true;
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        return busy;
    }

    private static long remaining(long deadlineNs) {
        return Math.max(deadlineNs - System.nanoTime(), 0);
    }

    // ---- the manager's thread ----

    @Override
    public void run() {
        try {
            final Thread cleaning = new Thread(cleaner, "ringcap-cleaner");
            cleaning.setDaemon(true);
            cleaning.start();
            handle(files::open);
            while (!isOver()) {
                takeOne();
                tick();
            }
            lifecycle.abandon(registry.active());
            files.close();
            cleaner.close();
            final long deadlineNs = System.nanoTime() + GRACE_NS;
            cleaning.join(TimeUnit.NANOSECONDS.toMillis(GRACE_NS));
            files.join(remaining(deadlineNs));
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.ERROR, "the manager''s thread was interrupted; its sessions are lost", e);
        } finally {
            files.close();
            cleaner.close();
            lifecycle.close();
            isClosing = true;
            handle(atEnd);
            stopped.countDown();
            takeLeftovers();
        }
    }

    private void takeOne() throws InterruptedException {
        final Runnable message = mailbox.poll(TICK_NS, TimeUnit.NANOSECONDS);
        if (message != null) {
            handle(message);
        }
    }

    private void handle(Runnable message) {
        try {
            message.run();
        } catch (Throwable t) {
            // Whatever it is, it concerns one session; the others need their manager.
            LOG.log(System.Logger.Level.ERROR, "the manager could not handle a message", t);
        }
    }

    private boolean isOver() {
        return isClosing && (registry.active().isEmpty() || System.nanoTime() - closeDeadlineNs > 0);
    }

    private void tick() {
        final long nowNs = System.nanoTime();
        if (nowNs - lastTickNs < TICK_NS) {
            return;
        }
        if (nowNs - lastTickNs > config.watchdogTimeout().toNanos() / 4) {
            watchdog.onGap(nowNs);
        }
        lastTickNs = nowNs;
        final boolean isHeartbeatDue = nowNs - lastHeartbeatNs >= HEARTBEAT_NS;
        if (isHeartbeatDue) {
            lastHeartbeatNs = nowNs;
        }
        for (Session session : new ArrayList<>(registry.active())) {
            handle(() -> watchdog.look(session, nowNs, isHeartbeatDue));
        }
        registry.expire(nowNs).forEach(operations::forget);
        for (Owner owner : owners.sweep(nowNs)) {
            lifecycle.stopEach(each -> owner.equals(each.owner()), FinishReason.IDLE);
        }
    }

    private void onClose(long deadlineNs) {
        if (isClosing) {
            return;
        }
        isClosing = true;
        closeDeadlineNs = deadlineNs;
        lifecycle.close();
    }
}
