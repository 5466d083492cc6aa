package io.ringcap.bench.live.probe;

import io.ringcap.message.CaptureStats;

/**
 * Whether a run adds up: what was sent is what the interface received and what the kernel counted for the capture, and what was not
 * handed to the handler are packets that the kernel has counted as dropped. Immutable.
 *
 * @param sent what the sender says
 * @param rx what the receiving interface has counted
 * @param received what reached the capture, by its own statistics
 * @param dropped what the kernel dropped of that
 * @param delivered what the handler got
 * @param missing holes in the numbers of what the handler got
 */
record DeliveryAccount(long sent, long rx, long received, long dropped, long delivered, long missing) {

    static DeliveryAccount of(long sent, long rx, CaptureStats stats, ArrivalTally tally) {
        return new DeliveryAccount(sent, rx, stats.received(), stats.droppedKernel(), tally.packets(), tally.missing());
    }

    /** Packets that were sent and did not come to the handler. */
    long lost() {
        return sent - delivered;
    }

    /** A hole in the numbers that is larger than what was lost is none of the capture's: the sender left it. */
    boolean isComplete() {
        return sent == rx && sent == received && received == delivered + dropped && missing <= lost();
    }

    ProbeLine addTo(ProbeLine line) {
        return line.put("sent", sent)
                .put("rx", rx)
                .put("received", received)
                .put("delivered", delivered)
                .put("dropped", dropped)
                .put("lost", lost())
                .put("missing", missing)
                .put("accounted", isComplete());
    }
}
