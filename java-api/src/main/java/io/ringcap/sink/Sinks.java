package io.ringcap.sink;

import io.ringcap.config.FileOptions;
import io.ringcap.sink.Sink.Overflow;
import java.io.PrintStream;
import java.nio.file.Path;

/** The sinks that Ringcap has. Any of them together serve one session, each on its own thread. */
public final class Sinks {
    private Sinks() {}

    /**
     * Writes pcapng files into a folder, which is made if need be.
     *
     * @param directory the folder
     * @return a sink, which makes the folder and its files when its session starts
     */
    public static Sink pcapng(Path directory) {
        return new FileSink(directory, FileFormat.PCAPNG);
    }

    /**
     * Writes pcap files (nanosecond resolution) into a folder; all interfaces must have the same link type.
     *
     * @param directory the folder
     * @return a sink, which makes the folder and its files when its session starts
     */
    public static Sink pcap(Path directory) {
        return new FileSink(directory, FileFormat.PCAP);
    }

    /**
     * Writes pcapng files into a folder, cut and kept as the options say.
     *
     * @param directory the folder
     * @param options size, time and number of files
     * @return a sink, which makes the folder and its files when its session starts
     */
    public static Sink pcapng(Path directory, FileOptions options) {
        return new FileSink(directory, FileFormat.PCAPNG, options);
    }

    /**
     * Writes pcap files into a folder, cut and kept as the options say.
     *
     * @param directory the folder
     * @param options size, time and number of files
     * @return a sink, which makes the folder and its files when its session starts
     */
    public static Sink pcap(Path directory, FileOptions options) {
        return new FileSink(directory, FileFormat.PCAP, options);
    }

    /**
     * Appends blocks to a Chronicle Queue, which {@link JournalReader} reads, also while it is written.
     *
     * @param directory the journal's folder
     * @return a sink, which makes the folder and its files when its session starts
     */
    public static Sink journal(Path directory) {
        return new JournalSink(directory);
    }

    /**
     * The same in segments: size, time and packets of the options say when the next one begins, the limits of what is
     * kept when the oldest is removed. Names, compression and checksums are not for a journal.
     *
     * @param directory the journal's folder
     * @param options size, time and number of segments
     * @return a sink, which makes the folder and its files when its session starts
     */
    public static Sink journal(Path directory, FileOptions options) {
        return new JournalSink(directory, options);
    }

    /**
     * Calls a handler for each packet; when it is slow the ring waits for it.
     *
     * @param handler called on the sink's own thread
     * @return a sink that keeps nothing
     */
    public static Sink handler(PacketHandler handler) {
        return handler(handler, Overflow.GATE);
    }

    /**
     * Calls a handler for each packet.
     *
     * @param handler called on the sink's own thread
     * @param whenSlow whether the ring waits, or whole blocks are missed and counted
     * @return a sink that keeps nothing
     */
    public static Sink handler(PacketHandler handler, Overflow whenSlow) {
        return new HandlerSink("handler", whenSlow, () -> HandlerWriter.perPacket(handler));
    }

    /**
     * Calls a handler for each block; when it is slow the ring waits for it.
     *
     * @param handler called on the sink's own thread
     * @return a sink that keeps nothing
     */
    public static Sink blockHandler(BlockHandler handler) {
        return blockHandler(handler, Overflow.GATE);
    }

    /**
     * Calls a handler for each block.
     *
     * @param handler called on the sink's own thread
     * @param whenSlow whether the ring waits, or whole blocks are missed and counted
     * @return a sink that keeps nothing
     */
    public static Sink blockHandler(BlockHandler handler, Overflow whenSlow) {
        return new HandlerSink("block_handler", whenSlow, () -> HandlerWriter.perBlock(handler));
    }

    /**
     * Prints a line for each packet.
     *
     * @param out where to; it stays open
     * @return a sink that keeps nothing
     */
    public static Sink print(PrintStream out) {
        return new HandlerSink("print", Overflow.GATE, () -> new PrintingWriter(out));
    }

    /**
     * Takes every block and does nothing with it: for measuring.
     *
     * @return a sink that keeps nothing
     */
    public static Sink discard() {
        return new HandlerSink("null", Overflow.GATE, () -> block -> {});
    }
}
