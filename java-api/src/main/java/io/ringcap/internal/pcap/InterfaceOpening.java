package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.Direction;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How the interfaces of one native source are opened, the first time and when they are back. Used by the source's thread.
 */
final class InterfaceOpening {
    private static final int EFFECTIVE_LENGTH = 7;
    private static final int NEW_INDEX = -1;
    private static final int DEFAULT_TIMESTAMP = -1;

    private final CaptureSpec spec;
    private final CaptureConfig config;
    private final int kernelWaitMs;
    private final @Nullable FanoutGroup fanout;
    private final LongSupplier patienceNs;

    /**
     * @param kernelWaitMs after this time the kernel hands over a block of its ring that is not full
     * @param fanout the sockets to share the packets with, null for none
     * @param patienceNs as {@link SourceOpener} has it: a kernel ring takes its time, and there may be hundreds of them
     */
    InterfaceOpening(
            CaptureSpec spec,
            CaptureConfig config,
            int kernelWaitMs,
            @Nullable FanoutGroup fanout,
            LongSupplier patienceNs) {
        this.spec = spec;
        this.config = config;
        this.kernelWaitMs = kernelWaitMs;
        this.fanout = fanout;
        this.patienceNs = patienceNs;
    }

    /** The kernel waits as long as a flush allows, and for a millisecond at least. */
    static int kernelWaitMs(CaptureConfig config) {
        return (int) Math.max(config.flush().toMillis(), 1);
    }

    /** Opens an interface of a starting session; returns its index. */
    int add(long group, String name, NativeError error) {
        if (patienceNs.getAsLong() != Long.MAX_VALUE) {
            throw new CaptureException(
                    ErrorCode.RUN_CANCELLED, "the session was ended before " + name + " was opened; start another");
        }
        final int index = open(group, NEW_INDEX, name, spec.filter(), error);
        if (index < 0) {
            throw failure(index, name, error);
        }
        return index;
    }

    private CaptureException failure(int code, String name, NativeError error) {
        return OpenErrors.ofInterface(
                code, error.message(), name, spec, prefix -> NativeSource.isFilter(prefix, spec.snaplen()));
    }

    /** Takes an interface up again under its index; returns that, or a code with its text. */
    int reopen(long group, int index, String name, String filter, NativeError error) {
        return open(group, index, name, filter, error);
    }

    private int open(long group, int index, String name, String filter, NativeError error) {
        final FanoutGroup shared = fanout;
        return shared == null
                ? call(group, index, name, filter, 0, FanoutGroup.NEW, error)
                : shared.open(
                        group,
                        index != NEW_INDEX,
                        number -> call(group, index, name, filter, shared.code(), number, error));
    }

    private int call(
            long group, int index, String name, String filter, int fanoutCode, int fanoutOf, NativeError error) {
        final Path netns = spec.netns();
        return NativeCalls.groupOpenLive(
                group,
                index,
                NativeSource.utf8(name),
                netns == null ? null : NativeSource.utf8(netns.toString()),
                spec.snaplen(),
                spec.promiscuous(),
                config.kernelBufferBytes(),
                kernelWaitMs,
                config.immediate(),
                DEFAULT_TIMESTAMP,
                directionCode(spec.direction()),
                fanoutCode,
                fanoutOf,
                NativeSource.utf8(filter),
                error.text());
    }

    /** What was obtained of an interface or a file. */
    static CaptureInterface describe(long group, int index, String name) {
        final long[] effective = new long[EFFECTIVE_LENGTH];
        NativeErrors.check(
                NativeCalls.groupEffective(group, index, effective), null, "cannot read the settings of " + name);
        return new CaptureInterface(
                index,
                name,
                (int) effective[2],
                (int) effective[3],
                effective[0] < 0 ? null : effective[0],
                effective[1] < 0 ? null : (int) effective[1],
                timestampSource(effective[4]),
                effective[5] == 1,
                effective[6] == 1);
    }

    private static @Nullable String timestampSource(long type) {
        return switch ((int) type) {
            case 0 -> "host";
            case 1 -> "host_lowprec";
            case 2 -> "host_hiprec";
            case 3 -> "adapter";
            case 4 -> "adapter_unsynced";
            case 5 -> "host_hiprec_unsynced";
            default -> null;
        };
    }

    /** PCAP_D_* of libpcap. */
    static int directionCode(Direction direction) {
        return switch (direction) {
            case INOUT -> 0;
            case IN -> 1;
            case OUT -> 2;
        };
    }
}
