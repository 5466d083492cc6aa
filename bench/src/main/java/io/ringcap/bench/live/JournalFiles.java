package io.ringcap.bench.live;

import io.ringcap.sink.JournalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Reads a journal back and counts the sender's frames in it. Stateless. */
final class JournalFiles {
    private JournalFiles() {}

    /** Counts the frames of a whole journal, to which nobody writes any more; returns the bytes of its folder. */
    static long readAll(Path folder, FoundFrames found) throws IOException {
        try (JournalReader reader = JournalReader.open(folder)) {
            boolean hasMore = true;
            while (hasMore) {
                hasMore = reader.pollPackets(packet -> {
                    if (SentFrame.isOurs(packet)) {
                        found.add(SentFrame.sequence(packet));
                    } else {
                        found.addForeign();
                    }
                });
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot read the journal " + folder, e);
        }
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
