package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import io.ringcap.message.SourceKind;
import io.ringcap.packet.BlockLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Interfaces or a file, read through JNA packet by packet: the fallback for platforms without the shim. Opened and worked by
 * one worker's thread; it is the only owner of its handles and closes each once.
 */
final class JnaSource implements BlockSource {
    private final String reason;
    private final boolean isLive;
    private final boolean isImmediate;
    private final String reading;
    private final JnaInput[] inputs;
    private final boolean[] isRetired;
    private final JnaPoll poll;
    private final JnaBlockWriter writer;
    private final List<PartFailure> failures = new CopyOnWriteArrayList<>();
    private final int snaplen;
    private volatile boolean isWoken;
    private volatile String filter;
    private int active;
    private int turn;
    private boolean isClosed;

    private JnaSource(CaptureSpec spec, CaptureConfig config, String reason, List<JnaInput> opened) {
        this.reason = reason;
        this.writer = new JnaBlockWriter(spec.snaplen());
        this.snaplen = spec.snaplen();
        this.filter = spec.filter();
        this.isLive = spec.isLive();
        this.isImmediate = config.immediate();
        this.reading = String.valueOf(spec.file());
        this.inputs = opened.toArray(JnaInput[]::new);
        this.isRetired = new boolean[inputs.length];
        this.active = inputs.length;
        this.poll = new JnaPoll(inputs.length);
        for (int i = 0; i < inputs.length; i++) {
            poll.set(i, inputs[i].fd());
        }
    }

    static JnaSource open(CaptureSpec spec, CaptureConfig config, String reason) {
        JnaLibrary.require();
        final byte[] scratch = new byte[BlockLayout.MAX_SNAPLEN];
        final List<JnaInput> opened = new ArrayList<>();
        try {
            final Path file = spec.file();
            if (file != null) {
                opened.add(JnaFileInput.open(file, spec, scratch));
            } else {
                for (String name : spec.interfaces()) {
                    opened.add(new JnaInterface(name, spec, config, scratch).open(opened.size()));
                }
            }
            return new JnaSource(spec, config, reason, opened);
        } catch (RuntimeException | Error e) {
            opened.forEach(JnaInput::close);
            throw e;
        }
    }

    @Override
    public SourceKind kind() {
        return SourceKind.JNA;
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return Arrays.stream(inputs).map(JnaInput::description).toList();
    }

    @Override
    public int fill(BlockMemory block, long flushNs, long maxWaitNs) {
        if (block.capacity() < BlockLayout.MIN_BLOCK_BYTES) {
            throw new IllegalArgumentException("a block of " + block.capacity() + " bytes cannot hold every packet");
        }
        final long startNs = System.nanoTime();
        while (true) {
            final int packets = fillFromNext(block, flushNs);
            if (packets > 0) {
                return packets;
            }
            if (active == 0) {
                return end();
            }
            if (isWoken) {
                isWoken = false;
                return 0;
            }
            final long leftNs = maxWaitNs - (System.nanoTime() - startNs);
            if (leftNs <= 0) {
                return 0;
            }
            if (isLive) {
                poll.await(leftNs);
            }
        }
    }

    /** Asks each input once, beginning with the one after the last that gave something. */
    private int fillFromNext(BlockMemory block, long flushNs) {
        for (int asked = 0; asked < inputs.length; asked++) {
            final int index = turn;
            turn = (turn + 1) % inputs.length;
            if (!isRetired[index]) {
                final int packets = fillFrom(index, block, flushNs);
                if (packets > 0) {
                    return packets;
                }
            }
        }
        return 0;
    }

    private int fillFrom(int index, BlockMemory block, long flushNs) {
        final JnaInput input = inputs[index];
        if (input.isOverdue(System.nanoTime())) {
            input.giveUp();
        }
        writer.begin(block, index, input.description().linkType());
        final boolean isFull = input.fill(writer);
        if (writer.packets() > 0) {
            poll.onProgress();
            // A batching kernel has let them wait already.
            if (!isFull && isImmediate && isLive && !input.hasEnded()) {
                gather(index, flushNs);
            }
            final long dropped = input.refreshDrops();
            input.publish();
            return writer.seal(dropped, input.isTruncated());
        }
        if (!input.hasEnded()) {
            input.onNothing(System.nanoTime());
        }
        if (input.hasEnded()) {
            retire(index);
        }
        return 0;
    }

    /** Waits for more packets for the block, until its first one has waited long enough or another input has some. */
    private void gather(int index, long flushNs) {
        final long startNs = System.nanoTime();
        boolean isOver = false;
        while (!isOver) {
            final long leftNs = flushNs - (System.nanoTime() - startNs);
            if (leftNs <= 0 || isWoken) {
                return;
            }
            poll.await(leftNs);
            isOver = isAnotherReady(index) || inputs[index].fill(writer) || inputs[index].hasEnded();
        }
    }

    private boolean isAnotherReady(int index) {
        for (int i = 0; i < inputs.length; i++) {
            if (i != index && poll.isReady(i)) {
                return true;
            }
        }
        return false;
    }

    private void retire(int index) {
        isRetired[index] = true;
        active--;
        poll.set(index, JnaPoll.IGNORED);
        final String failure = inputs[index].failure();
        if (failure == null) {
            return;
        }
        if (!isLive || !isGone(failure)) {
            throw new CaptureException(ErrorCode.RUN_ENGINE_DIED, OpenErrors.stopped(isLive, reading, failure));
        }
        final String name = inputs[index].description().name();
        failures.add(new PartFailure(
                "interface " + name,
                ErrorCode.RUN_INTERFACE_GONE,
                "interface " + name + " went away: " + failure + "; start again when it is back"));
    }

    /** libpcap has no code for it. */
    private static boolean isGone(String failure) {
        return failure.contains("disappeared")
                || failure.contains("went down")
                || failure.contains("Network is down")
                || failure.contains("No such device");
    }

    private int end() {
        if (failures.size() == inputs.length) {
            final PartFailure last = failures.get(failures.size() - 1);
            throw new CaptureException(last.error(), last.errorMsg());
        }
        return END;
    }

    @Override
    public String filter() {
        return filter;
    }

    @Override
    public void setFilter(String expression) {
        for (int i = 0; i < inputs.length; i++) {
            final String refused = inputs[i].setFilter(expression);
            if (refused != null) {
                for (int earlier = 0; earlier < i; earlier++) {
                    restoreFilter(inputs[earlier]);
                }
                throw OpenErrors.badFilter(refused, expression, prefix -> JnaFilter.isFilter(prefix, snaplen));
            }
        }
        filter = expression;
    }

    private void restoreFilter(JnaInput input) {
        final String refused = input.setFilter(filter);
        if (refused != null) {
            // Its packets would be those of no filter that anybody asked for.
            throw new CaptureException(
                    ErrorCode.RUN_ENGINE_DIED,
                    "interface " + input.description().name() + " does not take its former filter back: " + refused
                            + "; start again");
        }
    }

    @Override
    public void quiesce(long deadlineNs) {
        for (JnaInput input : inputs) {
            input.quiesce(deadlineNs);
        }
    }

    @Override
    public void wake() {
        isWoken = true;
    }

    @Override
    public void counters(int interfaceIndex, SourceCounters into) {
        inputs[interfaceIndex].counters(into);
    }

    @Override
    public boolean isTruncated() {
        return Arrays.stream(inputs).anyMatch(JnaInput::isTruncated);
    }

    @Override
    public List<PartFailure> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        for (JnaInput input : inputs) {
            input.close();
        }
    }
}
