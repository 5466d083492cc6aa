package io.ringcap.cli;

import static java.util.Objects.requireNonNull;

import io.ringcap.packet.PacketBlock;
import io.ringcap.sink.CaptureFileWriter;
import io.ringcap.sink.FileFormat;
import io.ringcap.sink.JournalSession;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes the packets of a journal to one capture file, which is made with the first packet. Sessions of the same interfaces
 * follow one another in it. Confined to one thread.
 */
final class ReplayFile implements ReplayTarget {
    private final Path path;
    private final FileFormat format;
    private final String filter;
    private @Nullable JournalSession first;
    private @Nullable CaptureFileWriter writer;

    /**
     * @param filter what the packets are selected by, empty for nothing
     * @throws FileAlreadyExistsException before anything is read, if the file is there
     */
    ReplayFile(Path path, FileFormat format, String filter) throws IOException {
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        this.path = path.toAbsolutePath();
        this.format = format;
        this.filter = filter;
    }

    @Override
    public void begin(@Nullable JournalSession session) throws IOException {
        if (session == null) {
            throw new IOException(
                    "the journal does not say what interfaces its packets are of, so they cannot be written to " + path
                            + "; --print shows them");
        }
        final JournalSession begun = first;
        if (writer == null || begun == null) {
            first = session;
        } else if (!session.fitsBehind(begun)) {
            throw new IOException("the journal goes on with a session of other interfaces ("
                    + session.session().sessionId() + "), which do not fit into one file; choose with --from and --to");
        }
    }

    @Override
    public void write(PacketBlock block) throws IOException {
        CaptureFileWriter open = writer;
        if (open == null) {
            final JournalSession session = requireNonNull(first, "no session was begun");
            final String comment = "session " + session.session().sessionId()
                    + (session.host().isEmpty() ? "" : " on host " + session.host());
            open = new CaptureFileWriter(path, format, session.interfaces(), filter, comment);
            writer = open;
        }
        open.write(block);
    }

    @Override
    public @Nullable String outputFile() {
        return writer == null ? null : path.toString();
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
