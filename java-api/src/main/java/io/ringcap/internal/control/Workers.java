package io.ringcap.internal.control;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.FileOptions;
import io.ringcap.internal.files.EarlierFiles;
import io.ringcap.internal.pcap.SourceOpener;
import io.ringcap.internal.ring.CaptureWorker;
import io.ringcap.message.CaptureCancel;
import io.ringcap.message.CaptureStart;
import io.ringcap.message.CaptureStop;
import io.ringcap.message.FinishReason;
import io.ringcap.message.SessionId;
import io.ringcap.sink.SinkContext;
import java.nio.file.Path;

/** Makes workers and gives them the manager's commands. Confined to the manager's thread. */
final class Workers {
    private final Mailbox mailbox;
    private final SourceOpener opener;

    Workers(Mailbox mailbox, SourceOpener opener) {
        this.mailbox = mailbox;
        this.opener = opener;
    }

    /** A worker for what is left of a session; it does nothing before {@link #start}. */
    WorkerRun make(Session session, CaptureSpec spec, Lifecycle lifecycle) {
        final String prefix = "ringcap-" + session.id().captureId() + "-";
        return new WorkerRun(session, session.restarts() + 1, prefix + "worker", mailbox, lifecycle, reports -> {
            final SinkContext context = new SinkContext(
                    session.id(),
                    "",
                    session.createdUsec(),
                    spec.expression(),
                    nameOf(spec),
                    FileOptions.of(session.snapshot()),
                    reports::fileReady,
                    reports::fileRetired,
                    EarlierFiles::in);
            return new CaptureWorker(spec, session.config(), session.sinks(), context, prefix, reports, opener);
        });
    }

    /** What is captured, for the names of files. */
    private static String nameOf(CaptureSpec spec) {
        final Path file = spec.file();
        if (file != null) {
            return String.valueOf(file.getFileName());
        }
        return spec.interfaces().isEmpty() ? spec.mode().text() : String.join("+", spec.interfaces());
    }

    /** Tells a worker to begin; throws when no thread can be had for it. */
    void start(WorkerRun run, CaptureSpec spec, long nowUsec) {
        final Session session = run.session();
        run.obey(new CaptureStart(nowUsec, session.id(), session.opVersion(), spec, session.snapshot()));
    }

    /** Tells a worker to end, with what has arrived or without. */
    void stop(WorkerRun run, FinishReason reason, boolean isLossless, long nowUsec) {
        final SessionId id = run.session().id();
        run.obey(isLossless ? new CaptureStop(nowUsec, id, reason) : new CaptureCancel(nowUsec, id, reason));
    }
}
