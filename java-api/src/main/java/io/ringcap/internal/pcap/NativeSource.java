package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.Direction;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import io.ringcap.message.SourceKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Interfaces or a file, read by the C shim. Opened and worked by one worker's thread; it is the only owner of the native
 * group and closes it once.
 */
final class NativeSource implements BlockSource {
    private static final System.Logger LOG = System.getLogger(NativeSource.class.getName());
    private static final int STATS_LENGTH = 7;
    private static final int EFFECTIVE_LENGTH = 7;
    private static final int LINKTYPE_ETHERNET = 1;

    /** Guards the handle against calls of other threads that come with or after {@link #close()}; never taken by fill. */
    private final Object lifecycle = new Object();

    private final List<CaptureInterface> interfaces = new ArrayList<>();
    private final List<PartFailure> failures = new CopyOnWriteArrayList<>();
    private final long[] stats = new long[STATS_LENGTH];
    private final boolean isLive;
    private final String reading;
    private long[][] lastStats = {};
    private long group;
    private volatile boolean isTruncated;
    private final int snaplen;
    private String filter;
    private int live;

    private NativeSource(CaptureSpec spec) {
        this.isLive = spec.isLive();
        this.reading = String.valueOf(spec.file());
        this.snaplen = spec.snaplen();
        this.filter = spec.filter();
    }

    static NativeSource open(CaptureSpec spec, CaptureConfig config) {
        NativeErrors.requireLibpcap();
        final NativeSource source = new NativeSource(spec);
        try {
            source.openGroup(spec, config);
        } catch (RuntimeException | Error e) {
            source.close();
            throw e;
        }
        return source;
    }

    private void openGroup(CaptureSpec spec, CaptureConfig config) {
        final NativeError error = new NativeError();
        group = NativeErrors.check(NativeCalls.groupCreate(error.text()), error, "cannot prepare a capture");
        final byte[] expression = utf8(spec.filter());
        final Path file = spec.file();
        if (file != null) {
            final int index = NativeCalls.groupAddFile(
                    group, utf8(file.toString()), expression, spec.snaplen(), spec.fileRepeat(), error.text());
            if (index < 0) {
                throw OpenErrors.ofFile(index, error.message(), spec, prefix -> isFilter(prefix, spec.snaplen()));
            }
            addInterface(index, String.valueOf(file.getFileName()));
        } else {
            for (String name : spec.interfaces()) {
                addLive(name, expression, spec, config, error);
            }
        }
        live = interfaces.size();
    }

    private void addLive(String name, byte[] expression, CaptureSpec spec, CaptureConfig config, NativeError error) {
        final Path netns = spec.netns();
        final int index = NativeCalls.groupAddLive(
                group,
                utf8(name),
                netns == null ? null : utf8(netns.toString()),
                spec.snaplen(),
                spec.promiscuous(),
                config.kernelBufferBytes(),
                (int) Math.max(config.flush().toMillis(), 1),
                config.immediate(),
                -1,
                directionCode(spec.direction()),
                expression,
                error.text());
        if (index < 0) {
            throw OpenErrors.ofInterface(
                    index, error.message(), name, spec, prefix -> isFilter(prefix, spec.snaplen()));
        }
        addInterface(index, name);
    }

    private void addInterface(int index, String name) {
        final long[] effective = new long[EFFECTIVE_LENGTH];
        NativeErrors.check(
                NativeCalls.groupEffective(group, index, effective), null, "cannot read the settings of " + name);
        interfaces.add(new CaptureInterface(
                index,
                name,
                (int) effective[2],
                (int) effective[3],
                effective[0] < 0 ? null : effective[0],
                effective[1] < 0 ? null : (int) effective[1],
                timestampSource(effective[4]),
                effective[5] == 1,
                effective[6] == 1));
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
    public int fill(BlockMemory block, long flushNs, long maxWaitNs) {
        final int result = NativeCalls.groupFill(group, block.address(), block.capacity(), flushNs, maxWaitNs);
        return result >= 0 ? result : onCode(result);
    }

    private int onCode(int code) {
        if (code == NativeErrors.END) {
            if (live == 0 && !failures.isEmpty()) {
                final PartFailure last = failures.get(failures.size() - 1);
                throw new CaptureException(last.error(), last.errorMsg());
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
            failures.add(new PartFailure(
                    "interface " + name,
                    ErrorCode.RUN_INTERFACE_GONE,
                    "interface " + name + " went away: " + error.message() + "; start again when it is back"));
            return 0;
        }
        throw new CaptureException(
                ErrorCode.RUN_ENGINE_DIED,
                (isLive ? "the capture engine stopped: " : "cannot read on in " + reading + ": ") + error.message()
                        + " (code " + code + "); what was read before is saved");
    }

    @Override
    public void setFilter(String expression) {
        final NativeError error = new NativeError();
        final byte[] wanted = utf8(expression);
        for (int i = 0; i < interfaces.size(); i++) {
            final int result = NativeCalls.groupSetFilter(group, i, wanted, error.text());
            // Refused as invalid is an interface that is going away: nothing new comes from it.
            if (result < 0 && result != NativeErrors.INVALID) {
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
        return List.copyOf(failures);
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

    /** Whether libpcap takes a text as a filter. Any thread. */
    static boolean isFilter(String expression, int snaplen) {
        return NativeCalls.compileFilter(utf8(expression), LINKTYPE_ETHERNET, snaplen, null) >= 0;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
