package io.ringcap.internal.pcap;

import com.sun.jna.Pointer;
import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.BlockLayout;
import org.jspecify.annotations.Nullable;

/**
 * One interface or file of a {@link JnaSource}: its handle, the packet that did not fit into the last block, its counters.
 * Worked by the source's worker; the counters are read by any thread.
 */
abstract class JnaInput {
    private final CaptureInterface description;
    private boolean hasCarry;
    private boolean isAtEnd;
    private @Nullable String failure;
    private long taken;
    private long cut;
    private volatile long shownTaken;
    private volatile long shownCut;

    /** Written by the worker alone. */
    protected volatile long undrained;

    JnaInput(CaptureInterface description) {
        this.description = description;
    }

    /** The handle that the next packet comes from. */
    abstract JnaHandle handle();

    /** Moves the handle to the next wanted packet; false when there is none now, or none any more. */
    abstract boolean advance();

    /** Called when no packet was there, to find out whether that stays so. */
    abstract void onNothing(long nowNs);

    /**
     * Puts a filter in force; the packet that did not fit into the last block is judged by it too.
     *
     * @return libpcap's reason for refusing it, with the old filter left as it was; null when it is in force
     */
    final @Nullable String setFilter(String expression) {
        if (isAtEnd) {
            return null;
        }
        final JnaFilter filter = JnaFilter.compile(handle().pcap(), expression);
        if (filter == null) {
            return handle().error();
        }
        final boolean isCarryWanted = hasCarry && isCarryWanted(expression);
        final String refused = install(filter, expression.isBlank());
        if (refused == null) {
            hasCarry = isCarryWanted;
        }
        return refused;
    }

    /** Not by the handle's own program: that may ask the kernel for a VLAN tag which libpcap has put back into the packet. */
    private boolean isCarryWanted(String expression) {
        final Pointer dead = JnaPcap.openDead(JnaPcap.datalink(handle().pcap()), BlockLayout.MAX_SNAPLEN);
        if (dead == null) {
            return true;
        }
        try (JnaFilter filter = JnaFilter.compile(dead, expression)) {
            return filter == null || handle().passes(filter);
        } finally {
            JnaPcap.close(dead);
        }
    }

    /** Takes a compiled filter over and puts it in force; or says why not. */
    abstract @Nullable String install(JnaFilter filter, boolean isForEverything);

    /** From here on nothing new is taken. */
    abstract void quiesce(long deadlineNs);

    /** Whether what is left has to be given up. */
    boolean isOverdue(long nowNs) {
        return false;
    }

    /** Counts what is left in the kernel as undrained and ends. */
    void giveUp() {
        end();
    }

    /** The descriptor that tells when there is something, -1 for none. */
    abstract int fd();

    abstract void addDrops(SourceCounters into);

    /** Reads what the kernel counts and returns its drops so far. */
    abstract long refreshDrops();

    abstract void close();

    final CaptureInterface description() {
        return description;
    }

    /** Copies packets until the block is full, then true, or until there is none. */
    final boolean fill(JnaBlockWriter writer) {
        while (hasCarry || (!isAtEnd && advance())) {
            // libpcap keeps the packet for us until it is asked for the next one.
            hasCarry = !writer.append(handle());
            if (hasCarry) {
                return true;
            }
            taken++;
            if (handle().capturedBytes() > BlockLayout.MAX_SNAPLEN) {
                cut++;
            }
        }
        return false;
    }

    /** Shows the counters to others, once for each block. */
    final void publish() {
        shownTaken = taken;
        shownCut = cut;
    }

    final void counters(SourceCounters into) {
        addDrops(into);
        into.delivered = shownTaken;
        into.cutPackets = shownCut;
        into.undrained = undrained;
    }

    /** Packets that were given to blocks. */
    protected final long taken() {
        return taken;
    }

    protected final void end() {
        isAtEnd = true;
    }

    protected final void fail(String reason) {
        failure = reason;
        isAtEnd = true;
    }

    /** Whether it has nothing more to give. */
    final boolean hasEnded() {
        return isAtEnd && !hasCarry;
    }

    /** Why it ended, when that was not its natural end. */
    final @Nullable String failure() {
        return failure;
    }

    boolean isTruncated() {
        return false;
    }
}
