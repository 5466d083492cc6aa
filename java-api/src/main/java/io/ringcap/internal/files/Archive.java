package io.ringcap.internal.files;

import java.nio.file.Path;
import java.util.List;

/**
 * An archive that stands under its final name and was read back. Immutable.
 *
 * @param path where it is
 * @param bytes its size
 * @param files what it holds, as paths that these files had
 * @param fileBytes the bytes of those together
 */
public record Archive(Path path, long bytes, List<Path> files, long fileBytes) {
    public Archive {
        files = List.copyOf(files);
    }
}
