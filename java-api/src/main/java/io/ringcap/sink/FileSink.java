package io.ringcap.sink;

import static java.util.Objects.requireNonNull;

import io.ringcap.config.FileOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Records a session into pcap or pcapng files in a folder. A description, for any thread and any number of sessions. */
final class FileSink implements Sink {
    private final Path folder;
    private final FileFormat format;
    private final @Nullable FileOptions options;
    private final Clock clock;

    /** Cuts files as the session's configuration says. Leaves it to the system when the bytes get to the disk: a file survives the process, not a power cut. */
    FileSink(Path folder, FileFormat format) {
        this(folder, format, null, Clock.systemUTC());
    }

    /**
     * @param folder made if need be
     */
    FileSink(Path folder, FileFormat format, FileOptions options) {
        this(folder, format, requireNonNull(options, "options"), Clock.systemUTC());
    }

    FileSink(Path folder, FileFormat format, @Nullable FileOptions options, Clock clock) {
        this.folder = requireNonNull(folder, "folder").toAbsolutePath().normalize();
        this.format = requireNonNull(format, "format");
        this.options = options;
        this.clock = clock;
        if (options != null) {
            // Said when the sink is made, not when the session starts.
            NameTemplate.of(options.nameTemplate());
        }
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
    public @Nullable FileOptions fileOptions() {
        return options;
    }

    @Override
    public SinkWriter open(SinkContext context) throws IOException {
        CaptureFolder.refuseLink(folder);
        CaptureFolder.make(folder);
        final FileOptions chosen = options == null ? context.files() : options;
        final FileSeries series = new FileSeries(folder, format, chosen, context, clock);
        final DiskRoom room = new DiskRoom(folder, chosen.diskReserveBytes());
        try {
            return new FileSinkWriter(series, room, chosen, clock, context.startTsUsec());
        } catch (Throwable e) {
            series.close();
            throw e;
        }
    }
}
