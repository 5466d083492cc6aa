package io.ringcap.internal.files;

import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.FileEnqueue;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A file that was published and is the cleaner's from now on. Immutable.
 *
 * @param command how it is to be compressed, if at all
 * @param info what it holds
 * @param keepAge how long it is kept; zero for ever
 * @param isLeft whether whoever made it wants it not to be compressed
 */
public record ClosedFile(FileEnqueue command, CaptureFileInfo info, Duration keepAge, boolean isLeft) {
    Path path() {
        return Path.of(info.filePath());
    }

    FileManifest.Entry entry() {
        return new FileManifest.Entry(
                path().getFileName().toString(),
                info.fileSize(),
                info.createdTs(),
                info.lastPacketTs(),
                info.packets(),
                command.session().sessionId(),
                new FileCare(
                        command.compressEnabled() ? command.compressFormat() : null,
                        command.compressLevel(),
                        keepAge,
                        isLeft),
                false);
    }
}
