package io.ringcap.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The name of this host, from where the system keeps it: asking the resolver may take seconds. For any thread. */
final class HostName {
    private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** Empty when it is not known. */
    static String get() {
        try {
            return Files.readString(KERNEL_NAME).strip();
        } catch (IOException e) {
            // Not Linux: the environment may tell.
            final Map<String, String> environment = System.getenv();
            return environment.getOrDefault("HOSTNAME", environment.getOrDefault("COMPUTERNAME", ""));
        }
    }
}
