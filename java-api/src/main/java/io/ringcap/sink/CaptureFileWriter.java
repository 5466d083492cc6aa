package io.ringcap.sink;

import static java.util.Objects.requireNonNull;

import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.PacketBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes blocks, of a journal for example, to one capture file. It has the name {@code FILE.part} until {@link #close()}
 * gives it its own; an existing file is never replaced. Confined to one thread.
 */
public final class CaptureFileWriter implements AutoCloseable {
    private final CaptureFile file;
    private List<InterfaceTotals> totals = List.of();
    private boolean isFailed;

    /**
     * Makes the file, and its folder if need be.
     *
     * @param path the file's name when it is complete
     * @param format pcapng, or pcap if all interfaces have the same link type
     * @param interfaces the interfaces that the blocks refer to, in the order of their index
     * @param filter the filter that was in force, empty for everything
     * @param comment where the packets come from, empty for nothing
     * @throws IOException if the file cannot be made
     */
    public CaptureFileWriter(
            Path path, FileFormat format, List<CaptureInterface> interfaces, String filter, String comment)
            throws IOException {
        requireNonNull(interfaces, "interfaces");
        requireNonNull(format, "format");
        final CaptureFormat encoder =
                format.newEncoder(requireNonNull(filter, "filter"), requireNonNull(comment, "comment"));
        file = new CaptureFile(PartFiles.create(FileNames.of(requireNonNull(path, "path"))), encoder);
        try {
            file.begin(interfaces);
        } catch (Throwable e) {
            afterFailure(e, this::abort);
            throw e;
        }
    }

    /**
     * Appends the packets of a block; after a failure nothing more can be written.
     *
     * @param block packets of one interface
     * @throws IOException if they cannot be written
     */
    public void write(PacketBlock block) throws IOException {
        requireOpen();
        try {
            file.write(block);
        } catch (Throwable e) {
            isFailed = true;
            throw e;
        }
    }

    /**
     * Sets what is known of received and dropped packets; a pcapng file keeps it.
     *
     * @param totals one for each interface
     */
    public void totals(List<InterfaceTotals> totals) {
        this.totals = List.copyOf(totals);
    }

    /** {@return packets in the file so far; for any thread} */
    public long packets() {
        return file.progress().packets();
    }

    /** {@return bytes of the file so far; for any thread} */
    public long fileBytes() {
        return file.progress().bytes();
    }

    /**
     * Removes what was written.
     *
     * @throws IOException if it cannot be removed
     */
    public void abort() throws IOException {
        if (!file.part().isEnded()) {
            file.part().discard();
        }
    }

    /**
     * Completes the file and gives it its name. After a failed {@link #write} it keeps its temporary name instead, with the
     * packets that are whole, and is removed if there are none.
     */
    @Override
    public void close() throws IOException {
        if (file.part().isEnded()) {
            return;
        }
        if (isFailed) {
            file.abandon();
            return;
        }
        complete(file::abandon);
    }

    /** As {@link #close()}, but nothing is left when it fails. */
    void publish() throws IOException {
        requireOpen();
        complete(this::abort);
    }

    private void complete(FileWork onFailure) throws IOException {
        try {
            file.end(totals, -1, -1);
            file.cut();
            file.part().publish(false);
        } catch (Throwable e) {
            afterFailure(e, onFailure);
            throw e;
        }
    }

    private void requireOpen() throws IOException {
        if (isFailed || file.part().isEnded()) {
            throw new IOException(file.part().path() + (isFailed ? " failed before" : " is closed")
                    + "; nothing more can be written to it");
        }
    }

    private static void afterFailure(Throwable cause, FileWork work) {
        try {
            work.run();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
