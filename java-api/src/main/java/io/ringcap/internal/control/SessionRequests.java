package io.ringcap.internal.control;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.SessionStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Requests about one session that its worker has not answered yet. Confined to the manager's thread. */
final class SessionRequests {
    private final List<CompletableFuture<SessionStatus>> pauses = new ArrayList<>();
    private final List<CompletableFuture<SessionStatus>> resumes = new ArrayList<>();
    private final Map<Integer, ChangeRequest> changes = new LinkedHashMap<>();

    void awaitPause(boolean isPaused, CompletableFuture<SessionStatus> answer) {
        (isPaused ? pauses : resumes).add(answer);
    }

    /** A pause, or its end, is in force: who asked for it is answered. */
    void answerPauses(boolean isPaused, Session session) {
        final List<CompletableFuture<SessionStatus>> answered = isPaused ? pauses : resumes;
        final SessionStatus status = session.status();
        answered.forEach(each -> each.complete(status));
        answered.clear();
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
        final CaptureException why = ended(session);
        final List<CompletableFuture<SessionStatus>> all = new ArrayList<>(pauses);
        all.addAll(resumes);
        changes.values().forEach(change -> all.add(change.answer()));
        pauses.clear();
        resumes.clear();
        changes.clear();
        all.forEach(each -> each.completeExceptionally(why));
    }

    static CaptureException ended(Session session) {
        return new CaptureException(
                ErrorCode.RUN_CANCELLED,
                session.id().sessionId() + " is " + session.state() + ", so nothing of it can be changed any more");
    }
}
