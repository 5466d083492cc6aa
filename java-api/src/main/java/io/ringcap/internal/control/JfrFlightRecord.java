package io.ringcap.internal.control;

import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureFileReady;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureStarted;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.SessionId;
import java.util.HashMap;
import java.util.Map;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Events of sessions in the JVM's flight recorder. Loaded only where there is one. Confined to the manager's thread.
 *
 * <p>As long as no recorder was started in this JVM no event class is touched: loading the first one has it rewritten by the
 * recorder, tens of milliseconds on a processor that the start of the first session needs.
 */
final class JfrFlightRecord implements FlightRecord {
    /** Kernel drops of each session as they were told last. */
    private final Map<String, Long> dropped = new HashMap<>();

    @Override
    public void started(CaptureStarted message) {
        if (!FlightRecorder.isInitialized()) {
            return;
        }
        final SessionStarted event = new SessionStarted();
        if (event.isEnabled()) {
            event.of(message.session());
            event.source = message.effective().sourceKind().text();
            event.filter = message.effective().filter();
            event.commit();
        }
    }

    @Override
    public void fileReady(CaptureFileReady message) {
        if (!FlightRecorder.isInitialized()) {
            return;
        }
        for (CaptureFileInfo file : message.files()) {
            final FilePublished event = new FilePublished();
            if (event.isEnabled()) {
                event.of(message.session());
                event.path = file.filePath();
                event.bytes = file.fileSize();
                event.packets = file.packets();
                event.commit();
            }
        }
    }

    @Override
    public void counters(SessionId session, CaptureStats stats) {
        drops(session, stats);
        if (!FlightRecorder.isInitialized()) {
            return;
        }
        final SessionCounters event = new SessionCounters();
        if (event.isEnabled()) {
            event.of(session);
            event.packets = stats.packets();
            event.bytes = stats.bytes();
            event.droppedKernel = stats.droppedKernel();
            event.ringStalls = stats.ringStalls();
            event.fileBytes = stats.fileSize();
            event.commit();
        }
    }

    @Override
    public void ended(CaptureMessage last) {
        if (FlightRecorder.isInitialized()) {
            recordEnd(last);
        }
        dropped.remove(last.session().sessionId());
    }

    private void recordEnd(CaptureMessage last) {
        if (last instanceof CaptureFinished finished) {
            drops(last.session(), finished.finalStats());
            final SessionFinished event = new SessionFinished();
            if (event.isEnabled()) {
                event.of(last.session());
                event.reason = finished.finishReason().text();
                event.packets = finished.finalStats().packets();
                event.droppedKernel = finished.finalStats().droppedKernel();
                event.commit();
            }
        } else if (last instanceof CaptureFailed failed) {
            drops(last.session(), failed.lastStats());
            final SessionFailed event = new SessionFailed();
            if (event.isEnabled()) {
                event.of(last.session());
                event.errorCode = failed.error().code();
                event.error = failed.errorMsg();
                event.commit();
            }
        }
    }

    private void drops(SessionId session, CaptureStats stats) {
        final Long before = dropped.put(session.sessionId(), stats.droppedKernel());
        final long more = stats.droppedKernel() - (before == null ? 0 : before);
        if (more <= 0 || !FlightRecorder.isInitialized()) {
            return;
        }
        final DropBurst event = new DropBurst();
        if (event.isEnabled()) {
            event.of(session);
            event.packets = more;
            event.total = stats.droppedKernel();
            event.commit();
        }
    }

    /** What all events have. */
    @Category("Ringcap")
    @StackTrace(false)
    abstract static class SessionEvent extends Event {
        @Label("Session")
        String sessionId = "";

        @Label("Key")
        String key = "";

        final void of(SessionId session) {
            sessionId = session.sessionId();
            key = session.key();
        }
    }

    @Name("io.ringcap.SessionStarted")
    @Label("Capture Started")
    static final class SessionStarted extends SessionEvent {
        @Label("Source")
        String source = "";

        @Label("Filter")
        String filter = "";
    }

    @Name("io.ringcap.SessionFinished")
    @Label("Capture Finished")
    static final class SessionFinished extends SessionEvent {
        @Label("Reason")
        String reason = "";

        @Label("Packets")
        long packets;

        @Label("Dropped by Kernel")
        long droppedKernel;
    }

    @Name("io.ringcap.SessionFailed")
    @Label("Capture Failed")
    static final class SessionFailed extends SessionEvent {
        @Label("Error Code")
        int errorCode;

        @Label("Error")
        String error = "";
    }

    @Name("io.ringcap.FilePublished")
    @Label("Capture File Published")
    static final class FilePublished extends SessionEvent {
        @Label("Path")
        String path = "";

        @Label("Size")
        @DataAmount
        long bytes;

        @Label("Packets")
        long packets;
    }

    @Name("io.ringcap.DropBurst")
    @Label("Packets Dropped")
    static final class DropBurst extends SessionEvent {
        @Label("Packets")
        long packets;

        @Label("Packets in All")
        long total;
    }

    @Name("io.ringcap.SessionCounters")
    @Label("Capture Counters")
    static final class SessionCounters extends SessionEvent {
        @Label("Packets")
        long packets;

        @Label("Captured Bytes")
        @DataAmount
        long bytes;

        @Label("Dropped by Kernel")
        long droppedKernel;

        @Label("Ring Stalls")
        long ringStalls;

        @Label("Bytes of Files")
        @DataAmount
        long fileBytes;
    }
}
