package io.ringcap.config;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Where the files of named network namespaces are. */
final class NamespaceFiles {
    private static final List<Path> FOLDERS = List.of(Path.of("/run/netns"), Path.of("/var/run/netns"));

    private NamespaceFiles() {}

    /** The file of a name, or of a path, which holds a slash; whether there is one is seen when it is opened. */
    static Path find(String nameOrPath) {
        Require.that(
                !nameOrPath.isBlank(),
                "netns",
                nameOrPath,
                "must be a name or a path; 'ip netns list' shows the names");
        try {
            return nameOrPath.contains("/")
                    ? Path.of(nameOrPath)
                    : FOLDERS.stream()
                            .map(folder -> folder.resolve(nameOrPath))
                            .filter(Files::exists)
                            .findFirst()
                            .orElse(FOLDERS.get(0).resolve(nameOrPath));
        } catch (InvalidPathException e) {
            throw new CaptureException(
                    ErrorCode.START_INVALID_PARAMS,
                    "netns must be a name that files can have, not '" + nameOrPath + "': " + e.getReason(),
                    e);
        }
    }
}
