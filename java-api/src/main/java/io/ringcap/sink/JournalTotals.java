package io.ringcap.sink;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a journal says at the end of a session.
 *
 * @param packets packets of the session that were written to the journal
 * @param retiredPackets those of them that were gone again with the oldest segments when it ended; the others can be read
 * @param blocks blocks of the session that were written, the retired ones too
 * @param bytes bytes of these blocks
 * @param truncated whether the journal lacks packets it should hold, because writing failed
 * @param error why writing failed; null when it did not
 * @param interfaces what became of each interface's packets; empty when writing failed
 */
public record JournalTotals(
        long packets,
        long retiredPackets,
        long blocks,
        long bytes,
        boolean truncated,
        @Nullable String error,
        List<InterfaceTotals> interfaces) {

    public JournalTotals {
        interfaces = List.copyOf(interfaces);
    }
}
