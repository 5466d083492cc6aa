package io.ringcap.message;

import java.util.List;

/**
 * Files are whole and stand under their final names.
 *
 * @param files at most 100; more files come in more messages
 */
public record CaptureFileReady(long tsUsec, SessionId session, List<CaptureFileInfo> files) implements CaptureMessage {

    public CaptureFileReady {
        files = List.copyOf(files);
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
