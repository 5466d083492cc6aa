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
 * counts what was delivered and what was kept. Only the lane's thread (before and after the lane's life the worker's) calls
 * the sink; what other threads may know of it is copied into fields here.
 */
final class SinkGuard {
    private static final System.Logger LOG = System.getLogger(SinkGuard.class.getName());

    private final String name;
    private final SinkWriter writer;
    private final boolean isRecording;
    private final Consumer<PartFailure> onFailure;
    private final @Nullable String output;
    private volatile long delivered;
    private volatile long taken;
    private volatile long written;
    private volatile long fileBytes;
    private volatile long retired;
    private volatile @Nullable PartFailure failure;

    /** A sink that has just been opened. */
    SinkGuard(String name, SinkWriter writer, boolean isRecording, Consumer<PartFailure> onFailure) {
        this.name = name;
        this.writer = writer;
        this.isRecording = isRecording;
        this.onFailure = onFailure;
        this.output = writer.output();
    }

    /** What the sink does; it may throw whatever it likes. */
    private interface Step {
        void run() throws Exception;
    }

    void begin(List<CaptureInterface> interfaces) {
        guarded(() -> writer.begin(interfaces));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer; volatile for the readers of statistics.
    void deliver(PacketBlock block) {
        final int packets = block.packets();
        delivered += packets;
        if (failure != null) {
            return;
        }
        // No lambda here: this is the way of every block.
        try {
            writer.onBlock(block);
            taken += packets;
            count();
        } catch (Throwable t) {
            failed(t);
        }
    }

    void idle() {
        if (failure == null) {
            guarded(writer::onIdle);
        }
    }

    void finish(List<InterfaceTotals> totals) {
        if (failure == null) {
            guarded(() -> writer.finish(totals));
        }
    }

    void close() {
        guarded(writer::close);
    }

    private void guarded(Step step) {
        try {
            step.run();
            count();
        } catch (Throwable t) {
            failed(t);
        }
    }

    private void count() {
        final long counted = writer.writtenPackets();
        written = counted >= 0 ? counted : taken;
        fileBytes = writer.fileBytes();
        retired = writer.retiredPackets();
    }

    private void countAgain() {
        try {
            count();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "sink " + name + " could not count what it has", e);
        }
    }

    /** Somebody interrupted the lane's thread, perhaps a handler its own; that must not lose the blocks behind. */
    void interrupted() {
        LOG.log(System.Logger.Level.DEBUG, "the thread of sink {0} was interrupted; it goes on", name);
    }

    /** Latches the first failure, lets the sink save what it can, and tells the session. Throws nothing. */
    void failed(Throwable cause) {
        if (failure != null) {
            LOG.log(System.Logger.Level.WARNING, "sink " + name + " failed once more", cause);
            return;
        }
        latch(describe(cause), cause);
        try {
            writer.fail(cause);
        } catch (Throwable t) {
            LOG.log(System.Logger.Level.WARNING, "sink " + name + " could not save what it had", t);
        }
        // Not only after success: what could not be saved is not claimed.
        countAgain();
    }

    /** The session gives the sink up although it has not failed; it may still be at work. Any thread. */
    void givenUp(String why) {
        latch(new PartFailure("sink " + name, ErrorCode.RUN_TIMEOUT, why), null);
    }

    private void latch(PartFailure first, @Nullable Throwable cause) {
        synchronized (this) {
            if (failure != null) {
                return;
            }
            failure = first;
        }
        LOG.log(System.Logger.Level.WARNING, first.part() + " failed: " + first.errorMsg(), cause);
        onFailure.accept(first);
    }

    private PartFailure describe(Throwable cause) {
        final String text = text(cause);
        if (cause instanceof CaptureException known) {
            return new PartFailure("sink " + name, known.code(), text);
        }
        final boolean isFull = text.contains("No space left on device") || text.contains("Disk quota exceeded");
        return new PartFailure(
                "sink " + name,
                isFull ? ErrorCode.RUN_DISK_FULL : ErrorCode.RUN_SINK_FAILED,
                isFull ? text : cause.getClass().getSimpleName() + ": " + text);
    }

    private static String text(Throwable cause) {
        try {
            final String message = cause.getMessage();
            return message == null ? cause.getClass().getName() : message;
        } catch (RuntimeException e) {
            // An embedder's exception may fail even here.
            return cause.getClass().getName();
        }
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
        return written;
    }

    long fileBytes() {
        return fileBytes;
    }

    /** Packets that the sink had kept, in files that are gone. */
    long retired() {
        return retired;
    }

    /** What has gone wrong although the sink goes on; null while all is well. Any thread. */
    @Nullable
    PartFailure trouble() {
        final String text = writer.trouble();
        return text == null || failure != null ? null : new PartFailure("sink " + name, ErrorCode.RUN_DISK_FULL, text);
    }

    /** Where it writes to; null when it writes no file. */
    @Nullable
    String output() {
        return output;
    }
}
