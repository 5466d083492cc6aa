package io.ringcap.internal.pcap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a user can do on this machine about what is missing: command lines to copy. */
public final class Remedies {
    /** Names the libpcap to use instead of the system's. */
    private static final String LIBPCAP_VARIABLE = "RINGCAP_LIBPCAP";

    private Remedies() {}

    /** The line that installs libpcap. */
    public static String installLibpcap() {
        final String command = installCommand(osRelease());
        final String chosen = System.getenv(LIBPCAP_VARIABLE);
        return (command.isEmpty()
                        ? "install it (package libpcap0.8 on Debian and Ubuntu, libpcap on Fedora, RHEL, Alpine, Arch and SUSE)"
                        : "install it with: " + command)
                + (chosen == null || chosen.isEmpty()
                        ? ""
                        : ", or unset " + LIBPCAP_VARIABLE + ", which names " + chosen + " instead of the system's");
    }

    /** The line for the distribution that an os-release file describes; empty for one that we do not know. */
    static String installCommand(String osRelease) {
        for (String line : osRelease.toLowerCase(Locale.ROOT).lines().toList()) {
            if (!line.startsWith("id=") && !line.startsWith("id_like=")) {
                continue;
            }
            final String ids = " " + line.substring(line.indexOf('=') + 1).replace("\"", "") + " ";
            if (ids.contains(" debian ") || ids.contains(" ubuntu ")) {
                return "sudo apt-get install libpcap0.8";
            }
            if (ids.contains(" fedora ") || ids.contains(" rhel ") || ids.contains(" centos ")) {
                return "sudo dnf install libpcap";
            }
            if (ids.contains(" alpine ")) {
                return "sudo apk add libpcap";
            }
            if (ids.contains(" arch ")) {
                return "sudo pacman -S libpcap";
            }
            if (ids.contains(" suse ") || ids.contains(" opensuse ")) {
                return "sudo zypper install libpcap1";
            }
        }
        return "";
    }

    /** A word as a shell takes it for one. */
    public static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./+:@-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String osRelease() {
        try {
            return Files.readString(Path.of("/etc/os-release"));
        } catch (IOException e) {
            // Not a Linux with this file: the general advice is given instead.
            return "";
        }
    }
}
