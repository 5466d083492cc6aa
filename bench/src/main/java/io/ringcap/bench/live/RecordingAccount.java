package io.ringcap.bench.live;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of the frames of one run, by sources that know nothing of each other: the sender, the interface, the recorder, and
 * its files read back. Immutable.
 *
 * @param lost frames that were sent and are not in the files; of a ring that has turned, those that the recorder did not take
 * @param inFiles frames found in the files, or -1 when none are written; the least of several sinks
 * @param troubles what does not add up
 */
record RecordingAccount(long sent, long rx, Counters counters, long inFiles, long lost, List<String> troubles) {
    // What a file format adds to a frame at most: the ring may have turned, or it cannot have.
    private static final long RECORD_OVERHEAD = 48;

    RecordingAccount {
        troubles = List.copyOf(troubles);
    }

    /** What was sent: frames numbered from the first on, their bytes, and how many the ring of files holds for sure. */
    record Sent(long first, long frames, long bytes, long ringBytes) {
        Sent(long first, long frames, long bytes) {
            this(first, frames, bytes, Buffers.LARGE.ringBytes());
        }

        private boolean canTurnRing() {
            return bytes + frames * RECORD_OVERHEAD >= ringBytes;
        }
    }

    /** Adds up one run. */
    static RecordingAccount of(Sent sent, long rx, Counters counters, List<FoundFrames> files) {
        final List<String> troubles = new ArrayList<>();
        if (sent.frames() != rx) {
            troubles.add("the interface received %d of %d".formatted(rx, sent.frames()));
        }
        if (counters.received() + counters.dropped() != sent.frames()) {
            troubles.add("received %d and dropped %d are not %d"
                    .formatted(counters.received(), counters.dropped(), sent.frames()));
        }
        long lost = files.isEmpty() ? sent.frames() - counters.received() : 0;
        long inFiles = files.isEmpty() ? -1 : Long.MAX_VALUE;
        for (FoundFrames found : files) {
            inFiles = Math.min(inFiles, found.unique());
            lost = Math.max(lost, lostBy(found, sent, counters, troubles));
        }
        return new RecordingAccount(sent.frames(), rx, counters, inFiles, lost, troubles);
    }

    private static long lostBy(FoundFrames found, Sent sent, Counters counters, List<String> troubles) {
        if (found.duplicates() > 0 || found.foreign() > 0) {
            troubles.add("%d twice and %d foreign in the files".formatted(found.duplicates(), found.foreign()));
        }
        if (found.unique() == counters.received()) {
            return sent.frames() - found.unique();
        }
        final boolean hasTurned = sent.canTurnRing() && found.unique() > 0 && found.unique() < counters.received();
        final long missingBehind = sent.first() + sent.frames() - 1 - found.last();
        final long missing = found.missingWithin() + missingBehind;
        if (!hasTurned) {
            troubles.add("%d in the files, %d received".formatted(found.unique(), counters.received()));
            return sent.frames() - found.unique();
        }
        // Of a ring that has turned the newest are there: what they miss must be what the recorder knows that it
        // dropped.
        if (missing > counters.dropped()) {
            troubles.add("the newest files miss %d, dropped were %d".formatted(missing, counters.dropped()));
        }
        return Math.max(missing, sent.frames() - counters.received());
    }

    boolean isAccounted() {
        return troubles.isEmpty();
    }

    /** Adds it to a line of results. */
    void put(ResultLine line) {
        line.put("sent", sent)
                .put("rx", rx)
                .put("received", counters.received())
                .put("dropped", counters.dropped());
        if (inFiles >= 0) {
            line.put("in_files", inFiles);
        }
        line.put("lost", lost).put("accounted", isAccounted());
        if (!isAccounted()) {
            line.put("trouble", String.join("; ", troubles));
        }
    }
}
