package io.ringcap.internal.control;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.SessionState;
import io.ringcap.message.SessionStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Requests about one session that its worker has not answered yet. Confined to the manager's thread. */
final class SessionRequests {
    /** In the order in which they were asked for, which is that of the worker's answers. */
    private final Deque<PauseRequest> pauses = new ArrayDeque<>();

    private final Map<Integer, ChangeRequest> changes = new LinkedHashMap<>();

    private record PauseRequest(boolean isPauseWanted, CompletableFuture<SessionStatus> answer) {}

    void awaitPause(boolean isPauseWanted, CompletableFuture<SessionStatus> answer) {
        pauses.add(new PauseRequest(isPauseWanted, answer));
    }

    /** The worker's answer to the oldest request: what is in force now. */
    void answerPause(boolean isPaused, Session session) {
        final PauseRequest oldest = pauses.poll();
        if (oldest == null) {
            return;
        }
        if (oldest.isPauseWanted() == isPaused) {
            oldest.answer().complete(session.status());
        } else {
            oldest.answer().completeExceptionally(ended(session));
        }
    }

    /** The worker that was asked is no more. */
    void refusePauses(Session session) {
        final CaptureException why = session.state().isTerminal() || session.state() == SessionState.STOPPING
                ? ended(session)
                : new CaptureException(
                        ErrorCode.RUN_CANCELLED,
                        session.id().sessionId() + " broke off and is started again; ask again when it runs");
        final List<PauseRequest> all = new ArrayList<>(pauses);
        pauses.clear();
        all.forEach(each -> each.answer().completeExceptionally(why));
    }

    /** The newest version that was asked for and is not answered; 0 when there is none. */
    int newestVersion() {
        return changes.keySet().stream().max(Integer::compare).orElse(0);
    }

    void await(int version, ChangeRequest change) {
        changes.put(version, change);
    }

    @Nullable
    ChangeRequest find(int version) {
        return changes.get(version);
    }

    /** What the worker has not answered, by version, in the order in which it was asked for. */
    Map<Integer, ChangeRequest> open() {
        return new LinkedHashMap<>(changes);
    }

    @Nullable
    ChangeRequest answered(int version) {
        return changes.remove(version);
    }

    /** Nothing will be done any more. */
    void refuseAll(Session session) {
        refusePauses(session);
        final CaptureException why = ended(session);
        final List<ChangeRequest> all = new ArrayList<>(changes.values());
        changes.clear();
        all.forEach(each -> each.answer().completeExceptionally(why));
    }

    static CaptureException ended(Session session) {
        return new CaptureException(
                ErrorCode.RUN_CANCELLED,
                session.id().sessionId() + " is " + session.state() + ", so nothing of it can be changed any more");
    }
}
