package io.ringcap.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files are whole and stand under their final names.
 *
 * @param files at most 100; more files come in more messages
 * @param totalSegments how many files there are in all; null while that is not known
 */
public record CaptureFileReady(
        long tsUsec,
        SessionId session,
        List<CaptureFileInfo> files,
        @Nullable Integer totalSegments) implements CaptureMessage {

    public CaptureFileReady {
        files = FileLists.checked("files", files);
    }

    @Override
    public OpCode opCode() {
        return OpCode.CAPTURE_FILE_READY;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onFileReady(this);
    }
}
