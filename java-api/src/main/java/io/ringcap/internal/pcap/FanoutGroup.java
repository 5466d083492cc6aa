package io.ringcap.internal.pcap;

import io.ringcap.config.FanoutMode;
import java.util.function.IntUnaryOperator;

/**
 * The kernel's group of sockets among which one interface's packets are shared out. The interface's workers join it one at a
 * time, at the start and when the interface is back; it ends with the last socket.
 */
final class FanoutGroup {
    /** For a socket that is to be the first of a group. */
    static final int NEW = -1;

    private final FanoutMode mode;
    private int number = NEW;

    FanoutGroup(FanoutMode mode) {
        this.mode = mode;
    }

    /** What the shim calls the mode: 1 + PACKET_FANOUT_*. */
    int code() {
        return switch (mode) {
            case HASH -> 1;
            case ROUND_ROBIN -> 2;
            case CPU -> 3;
            case ROLLOVER -> 4;
            case RANDOM -> 5;
            case QUEUE -> 6;
        };
    }

    /**
     * Opens a socket in the group.
     *
     * @param group the native group it is for
     * @param isBack whether it is of an interface that had gone away
     * @param attempt opens it in the group of a number; its answer is an index or a code
     */
    synchronized int open(long group, boolean isBack, IntUnaryOperator attempt) {
        int result = attempt.applyAsInt(number);
        if (result == NativeErrors.NOT_SUPPORTED && isBack) {
            // The interface was made again: the group that the others may still be in is of the one that is gone.
            result = attempt.applyAsInt(NEW);
        }
        if (result >= 0) {
            number = NativeCalls.groupFanout(group, result);
        }
        return result;
    }
}
