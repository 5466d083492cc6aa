package io.ringcap.sink;

import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.SessionId;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a sink may know about its session.
 *
 * @param session the session's identity
 * @param sinkName the sink's name in this session
 * @param startTsUsec when the session was started, in microseconds since the epoch
 * @param filter the filter in force, empty for everything
 * @param target what is captured, in few words for names: interfaces, a file's name, or what makes the packets
 * @param files how a recording is cut into files when its sink brings no options of its own
 * @param fileReady tells the session that a file is whole; may be called on any thread, returns at once
 * @param fileRetired tells the session that such a file is gone, because only the newest are kept; as {@code fileReady}
 * @param earlierFiles tells which files in a folder are left of recordings that have ended, oldest first; may wait for the disk
 */
public record SinkContext(
        SessionId session,
        String sinkName,
        long startTsUsec,
        String filter,
        String target,
        FileOptions files,
        Consumer<CaptureFileInfo> fileReady,
        Consumer<CaptureFileInfo> fileRetired,
        Function<Path, List<CaptureFileInfo>> earlierFiles) {
    /**
     * A session that has a say over its own files only.
     *
     * @param session the session's identity
     * @param sinkName the sink's name in this session
     * @param startTsUsec when the session was started, in microseconds since the epoch
     * @param filter the filter in force, empty for everything
     * @param target what is captured, in few words for names
     * @param files how a recording is cut into files when its sink brings no options of its own
     * @param fileReady tells the session that a file is whole
     * @param fileRetired tells the session that such a file is gone
     */
    public SinkContext(
            SessionId session,
            String sinkName,
            long startTsUsec,
            String filter,
            String target,
            FileOptions files,
            Consumer<CaptureFileInfo> fileReady,
            Consumer<CaptureFileInfo> fileRetired) {
        this(session, sinkName, startTsUsec, filter, target, files, fileReady, fileRetired, folder -> List.of());
    }

    /**
     * {@return the same session for another sink}
     *
     * @param name the other sink's name
     */
    public SinkContext forSink(String name) {
        return new SinkContext(session, name, startTsUsec, filter, target, files, fileReady, fileRetired, earlierFiles);
    }
}
