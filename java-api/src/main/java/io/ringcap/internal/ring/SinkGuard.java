package io.ringcap.internal.ring;

import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import io.ringcap.packet.PacketBlock;
import io.ringcap.sink.InterfaceTotals;
import io.ringcap.sink.SinkWriter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a lane and its sink: lets nothing that the sink throws get any further, latches the first failure, and
 * counts what was delivered and what was kept. Worked by the lane's thread; the counters are read by any.
 */
final class SinkGuard {
    private static final System.Logger LOG = System.getLogger(SinkGuard.class.getName());

    private final String name;
    private final SinkWriter writer;
    private final boolean isRecording;
    private final Consumer<PartFailure> onFailure;
    private volatile long delivered;
    private volatile long taken;
    private volatile @Nullable PartFailure failure;

    SinkGuard(String name, SinkWriter writer, boolean isRecording, Consumer<PartFailure> onFailure) {
        this.name = name;
        this.writer = writer;
        this.isRecording = isRecording;
        this.onFailure = onFailure;
    }

    void begin(List<CaptureInterface> interfaces) {
        try {
            writer.begin(interfaces);
        } catch (Throwable t) {
            failed(t);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer; volatile for the readers of statistics.
    void deliver(PacketBlock block) {
        final int packets = block.packets();
        delivered += packets;
        if (failure != null) {
            return;
        }
        try {
            writer.onBlock(block);
            taken += packets;
        } catch (Throwable t) {
            failed(t);
        }
    }

    void idle() {
        if (failure == null) {
            try {
                writer.onIdle();
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    void interrupted() {
        LOG.log(System.Logger.Level.DEBUG, "the thread of sink {0} was interrupted; it goes on", name);
    }

    void finish(List<InterfaceTotals> totals) {
        if (failure == null) {
            try {
                writer.finish(totals);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    void close() {
        try {
            writer.close();
        } catch (Throwable t) {
            failed(t);
        }
    }

    /** Latches the first failure, lets the sink save what it can, and tells the session. */
    void failed(Throwable cause) {
        if (failure != null) {
            LOG.log(System.Logger.Level.WARNING, "sink " + name + " failed once more", cause);
            return;
        }
        final PartFailure first = describe(cause);
        failure = first;
        try {
            writer.fail(cause);
        } catch (Throwable t) {
            cause.addSuppressed(t);
        }
        LOG.log(System.Logger.Level.WARNING, first.part() + " failed: " + first.errorMsg(), cause);
        onFailure.accept(first);
    }

    private PartFailure describe(Throwable cause) {
        final String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        if (cause instanceof CaptureException known) {
            return new PartFailure("sink " + name, known.code(), text);
        }
        final boolean isFull = text.contains("No space left on device") || text.contains("Disk quota exceeded");
        return new PartFailure(
                "sink " + name,
                isFull ? ErrorCode.RUN_DISK_FULL : ErrorCode.RUN_SINK_FAILED,
                isFull ? text + "; free some space" : cause.getClass().getSimpleName() + ": " + text);
    }

    String name() {
        return name;
    }

    boolean isRecording() {
        return isRecording;
    }

    @Nullable
    PartFailure failure() {
        return failure;
    }

    /** Packets that the sink was given or would have been given if it had not failed. */
    long delivered() {
        return delivered;
    }

    /** Packets that the sink has kept. */
    long written() {
        final long counted = writer.writtenPackets();
        return counted >= 0 ? counted : taken;
    }

    long fileBytes() {
        return writer.fileBytes();
    }

    @Nullable
    String output() {
        return writer.output();
    }
}
