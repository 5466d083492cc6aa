package io.ringcap.sink;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;

/** Records a session into one pcap or pcapng file in a folder. A description, for any thread and any number of sessions. */
final class FileSink implements Sink {
    private final Path folder;
    private final FileFormat format;
    private final boolean isSynced;

    /** Leaves it to the system when the bytes get to the disk: a file survives the process, not a power cut. */
    FileSink(Path folder, FileFormat format) {
        this(folder, format, false);
    }

    /**
     * @param folder made if need be
     * @param isSynced whether a file gets its name only when its bytes are on the disk, which may take seconds; its folder
     *     entry is synced in any case
     */
    FileSink(Path folder, FileFormat format, boolean isSynced) {
        this.folder = requireNonNull(folder, "folder");
        this.format = requireNonNull(format, "format");
        this.isSynced = isSynced;
    }

    @Override
    public String name() {
        return format.extension();
    }

    @Override
    public boolean isRecording() {
        return true;
    }

    @Override
    public SinkWriter open(SinkContext context) throws IOException {
        final String host = HostName.get();
        final String comment = "session " + context.session().sessionId() + (host.isEmpty() ? "" : " on host " + host);
        final CaptureFormat encoder = format.newEncoder(context.filter(), comment);
        final PartFile part = PartFile.create(FileNames.of(folder, format, context, FileSinkWriter.FIRST_SEGMENT));
        return new FileSinkWriter(new CaptureFile(part, encoder), isSynced, context);
    }
}
