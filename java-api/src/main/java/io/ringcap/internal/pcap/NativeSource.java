package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import io.ringcap.message.SourceKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Interfaces or a file, read by the C shim. Opened and worked by one worker's thread; it is the only owner of the native
 * group and closes it once.
 */
final class NativeSource implements BlockSource {
    private static final System.Logger LOG = System.getLogger(NativeSource.class.getName());
    private static final int STATS_LENGTH = 7;
    private static final int LINKTYPE_ETHERNET = 1;

    /** Guards the handle against calls of other threads that come with or after {@link #close()}; never taken by fill. */
    private final Object lifecycle = new Object();

    private final List<CaptureInterface> interfaces = new ArrayList<>();
    private final @Nullable InterfaceOpening opening;
    private final GoneInterfaces gone;
    private final long[] stats = new long[STATS_LENGTH];
    private final boolean isLive;
    private final String reading;
    private long[][] lastStats = {};
    private long group;
    private volatile boolean isTruncated;
    private final int snaplen;
    private volatile String filter;
    private int live;
    private boolean isQuiesced;

    private NativeSource(CaptureSpec spec, @Nullable InterfaceOpening opening) {
        this.opening = opening;
        this.gone = new GoneInterfaces(spec.rejoining());
        this.isLive = spec.isLive();
        this.reading = String.valueOf(spec.file());
        this.snaplen = spec.snaplen();
        this.filter = spec.filter();
    }

    static NativeSource open(CaptureSpec spec, CaptureConfig config, LongSupplier patienceNs) {
        return open(
                spec,
                spec.isLive()
                        ? new InterfaceOpening(spec, config, InterfaceOpening.kernelWaitMs(config), null, patienceNs)
                        : null);
    }

    /** @param opening how interfaces are opened; null for a file */
    static NativeSource open(CaptureSpec spec, @Nullable InterfaceOpening opening) {
        NativeErrors.requireLibpcap();
        final NativeSource source = new NativeSource(spec, opening);
        try {
            source.openGroup(spec);
        } catch (RuntimeException | Error e) {
            source.close();
            throw e;
        }
        return source;
    }

    private void openGroup(CaptureSpec spec) {
        final NativeError error = new NativeError();
        group = NativeErrors.check(NativeCalls.groupCreate(error.text()), error, "cannot prepare a capture");
        final Path file = spec.file();
        if (opening != null) {
            for (String name : spec.interfaces()) {
                final int index = opening.add(group, name, error);
                interfaces.add(InterfaceOpening.describe(group, index, name));
            }
        } else if (file != null) {
            final int index = NativeCalls.groupAddFile(
                    group, utf8(file.toString()), utf8(filter), spec.snaplen(), spec.fileRepeat(), error.text());
            if (index < 0) {
                throw OpenErrors.ofFile(index, error.message(), spec, prefix -> isFilter(prefix, spec.snaplen()));
            }
            interfaces.add(InterfaceOpening.describe(group, index, String.valueOf(file.getFileName())));
        }
        live = interfaces.size();
    }

    @Override
    public SourceKind kind() {
        return SourceKind.SHIM;
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return List.copyOf(interfaces);
    }

    @Override
    public String filter() {
        return filter;
    }

    @Override
    public int fill(BlockMemory block, long flushNs, long maxWaitNs) {
        if (live < interfaces.size() && opening != null && !isQuiesced && gone.hasHope()) {
            final long nowNs = System.nanoTime();
            live += gone.look(nowNs, this::reopen);
            if (live == 0 && gone.hasHope()) {
                NativeCalls.groupAwait(group, Math.min(maxWaitNs, gone.untilLookNs(nowNs)));
                return 0;
            }
        }
        final int result = NativeCalls.groupFill(group, block.address(), block.capacity(), flushNs, maxWaitNs);
        return result >= 0 ? result : onCode(result);
    }

    private int reopen(int index, String name, NativeError error) {
        return opening == null ? NativeErrors.INVALID : opening.reopen(group, index, name, filter, error);
    }

    private int onCode(int code) {
        if (code == NativeErrors.END) {
            // One that waits for interfaces to come back has not failed when it is told to stop.
            if (live == 0 && isLive && !gone.hasHope()) {
                throw gone.asFailure();
            }
            return END;
        }
        final NativeError error = new NativeError();
        final int index = NativeCalls.groupFailed(group, error.text());
        if (code == NativeErrors.TRUNCATED) {
            isTruncated = true;
            LOG.log(System.Logger.Level.WARNING, "{0} ends in a torn record: {1}", reading, error.message());
            return 0;
        }
        if (code == NativeErrors.INTERFACE_GONE && index >= 0) {
            final String name = interfaces.get(index).name();
            live--;
            gone.onGone(index, name, error.message());
            return 0;
        }
        throw new CaptureException(
                ErrorCode.RUN_ENGINE_DIED,
                OpenErrors.stopped(isLive, reading, error.message() + " (code " + code + ")"));
    }

    @Override
    public void setFilter(String expression) {
        final NativeError error = new NativeError();
        final byte[] wanted = utf8(expression);
        for (int i = 0; i < interfaces.size(); i++) {
            int result = NativeCalls.groupSetFilter(group, i, wanted, error.text());
            if (result == NativeErrors.INVALID) {
                // It is going or away, and nobody has looked at the text yet: it is to be opened with it later.
                result = NativeCalls.compileFilter(
                        wanted, interfaces.get(i).linkType(), interfaces.get(i).snaplen(), error.text());
            }
            if (result < 0) {
                restoreFilter(i);
                throw result == NativeErrors.FILTER
                        ? OpenErrors.badFilter(error.message(), expression, prefix -> isFilter(prefix, snaplen))
                        : OpenErrors.filterNotSet(expression, error.message() + " (code " + result + ")");
            }
        }
        filter = expression;
    }

    private void restoreFilter(int refused) {
        final byte[] before = utf8(filter);
        for (int i = 0; i < refused; i++) {
            final NativeError error = new NativeError();
            final int result = NativeCalls.groupSetFilter(group, i, before, error.text());
            if (result < 0 && result != NativeErrors.INVALID) {
                // Its packets would be those of no filter that anybody asked for.
                throw new CaptureException(
                        ErrorCode.RUN_ENGINE_DIED,
                        "interface " + interfaces.get(i).name() + " does not take its former filter back: "
                                + error.message() + "; start again");
            }
        }
    }

    @Override
    public void quiesce(long deadlineNs) {
        isQuiesced = true;
        NativeErrors.check(NativeCalls.groupQuiesce(group, deadlineNs), null, "cannot stop the capture");
    }

    @Override
    public void wake() {
        synchronized (lifecycle) {
            if (group != 0) {
                NativeErrors.check(NativeCalls.groupWake(group), null, "cannot wake the capture");
            }
        }
    }

    @Override
    public void counters(int interfaceIndex, SourceCounters into) {
        synchronized (lifecycle) {
            readStats(interfaceIndex);
            into.droppedKernel = Math.max(stats[1], 0);
            into.droppedInterface = stats[2] < 0 ? SourceCounters.UNKNOWN : stats[2];
            into.delivered = stats[3];
            into.cutPackets = stats[5];
            into.undrained = stats[6];
        }
    }

    private void readStats(int interfaceIndex) {
        if (group != 0) {
            NativeErrors.check(NativeCalls.groupStats(group, interfaceIndex, stats), null, "cannot read statistics");
        } else {
            System.arraycopy(lastStats[interfaceIndex], 0, stats, 0, STATS_LENGTH);
        }
    }

    @Override
    public boolean isTruncated() {
        return isTruncated;
    }

    @Override
    public List<PartFailure> failures() {
        return gone.failures();
    }

    /** Whether an interface is away at this moment. Any thread. */
    boolean hasAway() {
        return gone.hasAway();
    }

    @Override
    public void refreshCounters() {
        NativeErrors.check(NativeCalls.groupRefresh(group), null, "cannot read statistics");
    }

    @Override
    public void close() {
        final long closing;
        synchronized (lifecycle) {
            if (group == 0) {
                return;
            }
            lastStats = new long[interfaces.size()][STATS_LENGTH];
            for (int i = 0; i < lastStats.length; i++) {
                readStats(i);
                lastStats[i] = stats.clone();
            }
            closing = group;
            group = 0;
        }
        // Not under the lock: the kernel takes its time to close a packet socket, and nobody shall wait for that.
        NativeErrors.check(NativeCalls.groupClose(closing), null, "cannot close the capture");
    }

    /** Whether libpcap takes a text as a filter. Any thread. */
    static boolean isFilter(String expression, int snaplen) {
        return NativeCalls.compileFilter(utf8(expression), LINKTYPE_ETHERNET, snaplen, null) >= 0;
    }

    /** The same, and why not. */
    static boolean isFilter(String expression, int snaplen, NativeError why) {
        return NativeCalls.compileFilter(utf8(expression), LINKTYPE_ETHERNET, snaplen, why.text()) >= 0;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
