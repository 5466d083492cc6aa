package io.ringcap.internal.control;

import io.ringcap.message.CleanCompressDone;
import io.ringcap.message.CleanCompressFailed;
import io.ringcap.message.CleanHeartbeat;
import io.ringcap.message.CleanStored;
import io.ringcap.message.CleanerReport;
import io.ringcap.message.SessionId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Passes what the cleaner reports to whom it concerns. Confined to the manager's thread. */
final class CleanerReports implements CleanerReport.Visitor {
    private final Function<SessionId, @Nullable Session> sessions;
    private final Announcer announcer;

    CleanerReports(Function<SessionId, @Nullable Session> sessions, Announcer announcer) {
        this.sessions = sessions;
        this.announcer = announcer;
    }

    @Override
    public void onStored(CleanStored report) {
        tell(report.session(), report);
    }

    @Override
    public void onCompressDone(CleanCompressDone report) {
        tell(report.session(), report);
    }

    @Override
    public void onCompressFailed(CleanCompressFailed report) {
        tell(report.session(), report);
    }

    @Override
    public void onHeartbeat(CleanHeartbeat report) {
        announcer.cleaned(null, null, report);
    }

    private void tell(SessionId id, CleanerReport report) {
        announcer.cleaned(sessions.apply(id), id, report);
    }
}
