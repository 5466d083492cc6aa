package io.ringcap.sink;

import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.PacketBlock;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sink at work for one session. All methods are called on the sink's own thread, in the order {@code begin}, then
 * {@code onBlock} and {@code onIdle}, then either {@code finish} or {@code fail}, and {@code close} last. If the session
 * does not come to run, {@code close} alone is called, on the worker's thread.
 *
 * <p>If a session comes to nothing because another sink could not begin, {@code close} follows {@code begin}.
 *
 * <p>A method that throws ends this sink, not the session: {@code fail} is called, later blocks are counted as unsaved.
 */
public interface SinkWriter {
    /**
     * The source is open: these are its interfaces, in the order of their index.
     *
     * @param interfaces a block tells its own by the position in this list
     * @throws IOException if the sink cannot go on: it has failed
     */
    default void begin(List<CaptureInterface> interfaces) throws IOException {}

    /**
     * A block of at least one packet. It is valid during the call only.
     *
     * @param block packets of one interface
     * @throws Exception if the sink cannot go on: it has failed
     */
    void onBlock(PacketBlock block) throws Exception;

    /**
     * Nothing came for a while: what is buffered should become visible.
     *
     * @throws IOException if the sink cannot go on: it has failed
     */
    default void onIdle() throws IOException {}

    /**
     * The last block was seen: complete the files and publish them.
     *
     * @param totals one for each interface
     * @throws IOException if files cannot be completed: the sink has failed
     */
    default void finish(List<InterfaceTotals> totals) throws IOException {}

    /**
     * Something threw: save what can be saved.
     *
     * @param cause what was thrown
     * @throws IOException if that cannot be saved
     */
    default void fail(Throwable cause) throws IOException {}

    /**
     * Releases everything; a file that was not published is left under its temporary name, or removed if empty.
     *
     * @throws IOException if something cannot be released
     */
    default void close() throws IOException {}

    /** {@return packets that this sink took and kept; read by other threads} Negative: it counts none, take those delivered. */
    default long writtenPackets() {
        return -1;
    }

    /** {@return packets that it had written to files which are gone, because only the newest are kept; read by other threads} */
    default long retiredPackets() {
        return 0;
    }

    /** {@return what has gone wrong although the sink goes on; null while all is well} Read by other threads. */
    default @Nullable String trouble() {
        return null;
    }

    /** {@return bytes of its files so far; read by other threads} */
    default long fileBytes() {
        return 0;
    }

    /** {@return the folder or file that it writes to; null when it writes none} */
    default @Nullable String output() {
        return null;
    }
}
