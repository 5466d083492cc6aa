package io.ringcap.internal.pcap;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.packet.BlockLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Makes one stream, ordered by time, of the blocks of an interface's lanes. Confined to the session's worker, which calls it
 * once for each block that it has room for.
 */
final class TimeMerge {
    private static final int ORDER_FIELDS = 2;
    private static final int NEWEST = 0;
    private static final int LATE = 1;
    private static final int INPUT_FIELDS = 2;
    private static final int RESULT_USED_UP = 2;

    private final List<FanoutLane> lanes;
    private final int blockBytes;

    /** By lane and block: where the next record is. */
    private final int[][] cursors;

    private final long[] state;
    private final int[] inputLanes;
    private final long[] inputBlocks;
    private final long[] dropped;

    TimeMerge(List<FanoutLane> lanes, int blockBytes) {
        this.lanes = lanes;
        this.blockBytes = blockBytes;
        final int most = lanes.size() * FanoutLane.BLOCKS;
        this.cursors = new int[lanes.size()][FanoutLane.BLOCKS];
        this.state = new long[ORDER_FIELDS + INPUT_FIELDS * most];
        this.inputLanes = new int[most];
        this.inputBlocks = new long[most];
        this.dropped = new long[lanes.size()];
        state[NEWEST] = Long.MIN_VALUE;
        for (int[] each : cursors) {
            Arrays.fill(each, BlockLayout.HEADER_BYTES);
        }
    }

    /** Packets that were older than one given out before them, because their stamp was late by more than the slack. */
    long late() {
        return state[LATE];
    }

    /** What the kernel had dropped when the blocks that were taken last were filled. */
    long dropped() {
        long sum = 0;
        for (long each : dropped) {
            sum += each;
        }
        return sum;
    }

    /** Whether any lane has a block that was not taken wholly. */
    boolean hasBlocks() {
        for (FanoutLane lane : lanes) {
            if (lane.published() != lane.released()) {
                return true;
            }
        }
        return false;
    }

    /** The latest stamp that any lane has. */
    long youngestNs() {
        long youngestNs = Long.MIN_VALUE;
        for (FanoutLane lane : lanes) {
            final long end = lane.published();
            for (long number = lane.released(); number != end; number++) {
                youngestNs = Math.max(youngestNs, lane.block(number).lastTimestampNs());
            }
        }
        return youngestNs;
    }

    /** Moves what is at most so young to a block; returns its packets. */
    int merge(long limitNs, BlockMemory out) {
        boolean isFresh = true;
        int result = RESULT_USED_UP;
        while (result == RESULT_USED_UP) {
            final int inputs = gather();
            if (inputs == 0) {
                break;
            }
            result =
                    NativeCalls.mergeBlocks(state, inputs, blockBytes, limitNs, out.address(), out.capacity(), isFresh);
            if (result < 0) {
                throw new CaptureException(
                        ErrorCode.RUN_ENGINE_DIED,
                        "blocks cannot be merged by time (code " + result + "): a block is damaged");
            }
            isFresh = false;
            takeCursors(inputs);
        }
        return isFresh ? 0 : out.packets();
    }

    /**
     * Lists the blocks that the next packet may be in: the oldest of each lane, and those after it that begin before it ends,
     * because stamps may be late.
     */
    private int gather() {
        int inputs = 0;
        for (int i = 0; i < cursors.length; i++) {
            final FanoutLane lane = lanes.get(i);
            final long end = lane.published();
            long youngestNs = Long.MAX_VALUE;
            for (long number = lane.released(); number != end; number++) {
                final BlockMemory block = lane.block(number);
                if (block.firstTimestampNs() >= youngestNs && youngestNs != Long.MAX_VALUE) {
                    break;
                }
                youngestNs = youngestNs == Long.MAX_VALUE
                        ? block.lastTimestampNs()
                        : Math.max(youngestNs, block.lastTimestampNs());
                inputLanes[inputs] = i;
                inputBlocks[inputs] = number;
                final int field = ORDER_FIELDS + INPUT_FIELDS * inputs;
                state[field] = block.address();
                state[field + 1] = cursors[i][(int) (number % FanoutLane.BLOCKS)];
                inputs++;
            }
        }
        return inputs;
    }

    private void takeCursors(int inputs) {
        for (int input = 0; input < inputs; input++) {
            cursors[inputLanes[input]][(int) (inputBlocks[input] % FanoutLane.BLOCKS)] =
                    (int) state[ORDER_FIELDS + INPUT_FIELDS * input + 1];
        }
        for (int i = 0; i < cursors.length; i++) {
            releaseUsedUp(i);
        }
    }

    private void releaseUsedUp(int i) {
        final FanoutLane lane = lanes.get(i);
        final long end = lane.published();
        long number = lane.released();
        while (number != end && isUsedUp(i, number)) {
            dropped[i] = Math.max(dropped[i], lane.block(number).dropped());
            cursors[i][(int) (number % FanoutLane.BLOCKS)] = BlockLayout.HEADER_BYTES;
            number++;
        }
        if (number != lane.released()) {
            lane.release(number);
        }
    }

    private boolean isUsedUp(int i, long number) {
        return cursors[i][(int) (number % FanoutLane.BLOCKS)]
                == BlockLayout.HEADER_BYTES + lanes.get(i).block(number).bodyBytes();
    }
}
