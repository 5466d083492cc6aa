package io.ringcap.sink;

import static java.util.Objects.requireNonNull;

import io.ringcap.packet.PacketBlock;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes one capture file of a journal's packets, with the first of them; it is removed when it is closed unpublished. Confined to
 * one thread.
 */
final class JournalExport implements AutoCloseable {
    private final Path file;
    private final FileFormat format;
    private final String filter;
    private @Nullable JournalSession first;
    private @Nullable CaptureFileWriter writer;

    /**
     * @param filter what the packets are selected by, empty for nothing
     * @throws FileAlreadyExistsException before anything is read, if the file is there
     */
    JournalExport(Path file, FileFormat format, String filter) throws IOException {
        this.file = requireNonNull(file, "file").toAbsolutePath();
        this.format = requireNonNull(format, "format");
        this.filter = filter;
        if (Files.exists(this.file)) {
            throw new FileAlreadyExistsException(file + " is there already; name another file");
        }
    }

    /** Appends the packets of a block of this session. */
    void write(@Nullable JournalSession session, PacketBlock block) throws IOException {
        if (session == null) {
            throw new IOException(
                    "the journal does not say what interfaces its packets are of, so they cannot be written to " + file
                            + "; take them with pollPackets");
        }
        CaptureFileWriter open = writer;
        if (open == null) {
            first = session;
            open = new CaptureFileWriter(file, format, session.interfaces(), filter, comment(session));
            writer = open;
        } else if (first != null && !session.fitsBehind(first)) {
            throw new IOException("the journal goes on with a session on other interfaces ("
                    + session.session().sessionId() + "), which do not fit into " + file
                    + "; select a span of time with sessions on the same interfaces");
        }
        open.write(block);
    }

    private static String comment(JournalSession session) {
        return "session " + session.session().sessionId()
                + (session.host().isEmpty() ? "" : " on host " + session.host());
    }

    /** Gives the file its name, if there is one, and returns how many packets it holds. */
    long publish() throws IOException {
        if (writer == null) {
            return 0;
        }
        writer.publish();
        return writer.packets();
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.abort();
        }
    }
}
