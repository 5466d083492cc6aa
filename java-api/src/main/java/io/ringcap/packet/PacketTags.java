package io.ringcap.packet;

import org.jspecify.annotations.Nullable;

/**
 * Whose the packets of one block are. It belongs to the block's memory: the worker writes it before the block is published, lanes
 * read it. Empty, and without memory of its own, but for sessions that follow processes.
 *
 * <p>Design note: a packet is found by where its record begins, not by its number. No record is shorter than its header of 16 bytes,
 * so each has a slot of its own, and walking a block needs no counter.
 *
 * <p>Ringcap's own: it may change with every version.
 */
@Internal
public final class PacketTags {
    private static final int SLOT_SHIFT = 4;
    private static final int[] NO_OWNERS = {};
    private static final PacketProcess[] NOBODY = {};

    /** Of blocks that never have any; after what it is made of. */
    static final PacketTags NONE = new PacketTags();

    static {
        if (1 << SLOT_SHIFT != BlockLayout.RECORD_HEADER_BYTES) {
            throw new AssertionError("two records would share a slot");
        }
    }

    private int[] owners = NO_OWNERS;
    private PacketProcess[] processes = NOBODY;

    /** Empty ones. */
    public PacketTags() {}

    /**
     * Makes ready for the packets of a block; each of them is then told by {@link #put}.
     *
     * @param among the processes that owners are numbers of, from 1 on; never changed afterwards
     * @param bodyBytes how long a block can be
     */
    public void begin(PacketProcess[] among, int bodyBytes) {
        final int slots = slots(bodyBytes);
        if (owners.length < slots) {
            owners = new int[slots];
        }
        processes = among;
    }

    /**
     * Says whose the packet is whose record begins there: a process's number from 1 on, 0 for nobody known.
     *
     * @param recordOffset where in the body the record begins
     * @param owner a process's number from 1 on, or 0
     */
    public void put(int recordOffset, int owner) {
        owners[recordOffset >> SLOT_SHIFT] = owner;
    }

    /**
     * Takes over what is known of the first bytes of another block.
     *
     * @param from what is known of the other block
     * @param bodyBytes how many bytes of its body were taken
     */
    public void copy(PacketTags from, int bodyBytes) {
        final int[] theirs = from.owners;
        final int slots = Math.min(slots(bodyBytes), theirs.length);
        if (slots == 0) {
            processes = NOBODY;
            return;
        }
        if (owners.length < slots) {
            owners = new int[theirs.length];
        }
        System.arraycopy(theirs, 0, owners, 0, slots);
        processes = from.processes;
    }

    /** Forgets everything, the memory too. */
    public void drop() {
        owners = NO_OWNERS;
        processes = NOBODY;
    }

    /** {@return whether there is anything to know about the block's packets} */
    public boolean isEmpty() {
        return processes.length == 0;
    }

    /**
     * {@return whose the packet is whose record begins there; null when that is not known} Allocates nothing.
     *
     * @param recordOffset where in the body the record begins
     */
    public @Nullable PacketProcess at(int recordOffset) {
        // Whoever has kept a view reads while another session writes: it must stay within the bounds whatever it reads.
        final int[] mine = owners;
        final PacketProcess[] among = processes;
        final int slot = recordOffset >> SLOT_SHIFT;
        final int owner = among.length > 0 && slot >= 0 && slot < mine.length ? mine[slot] : 0;
        return owner > 0 && owner <= among.length ? among[owner - 1] : null;
    }

    private static int slots(int bodyBytes) {
        return (Math.max(bodyBytes, 0) >> SLOT_SHIFT) + 1;
    }
}
