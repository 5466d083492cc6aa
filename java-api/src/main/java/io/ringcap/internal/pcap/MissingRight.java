package io.ringcap.internal.pcap;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Why this process was refused something that a capability allows, and the line that mends it: the one place where such texts are
 * made. Immutable.
 *
 * @param cause what is missing, or what stands in the way
 * @param remedy what to do about it on this machine
 */
public record MissingRight(String cause, String remedy) {
    private static final String ANYBODY = "?";

    /** After the kernel has refused what a capability allows. */
    public static MissingRight of(int capability) {
        return of(capability, ProcessRights.ofThisProcess(), System.getProperty("user.name", ANYBODY));
    }

    static MissingRight of(int capability, ProcessRights rights, String user) {
        final String name = ProcessRights.nameOf(capability);
        final String ambient = ambientLine(capability, rights, user);
        if (rights.has(capability)) {
            return rights.isInUserNamespace() ? foreign(capability, name) : refused(capability, name, rights);
        }
        if (!rights.canHave(capability)) {
            return new MissingRight(
                    "this process has no " + name + ", and cannot get it: its bounding set lacks it",
                    "start it where that is allowed: a container with --cap-add "
                            + name.substring("CAP_".length()) + ", or a systemd unit with CapabilityBoundingSet=" + name
                            + " and AmbientCapabilities=" + name);
        }
        if (ProcessRights.isIn(rights.ofFile(), capability)) {
            return rights.isWithoutNewPrivileges()
                    ? new MissingRight(
                            "the file " + rights.program() + " gives " + name
                                    + ", but has no effect under no_new_privs",
                            "give it as an ambient capability, which no_new_privs leaves alone: " + ambient)
                    : new MissingRight(
                            "the file " + rights.program() + " gives " + name
                                    + ", but this process did not get it: it was given after the start, or the file"
                                    + " system is mounted nosuid",
                            "start it again, or give it as an ambient capability: " + ambient);
        }
        return new MissingRight(
                "this process has no " + name,
                (needed(capability, rights).size() == 1
                                ? "start it with that one capability: "
                                : "start it with these capabilities: ")
                        + ambient);
    }

    private static MissingRight foreign(int capability, String name) {
        return new MissingRight(
                name + " is there, but only for what belongs to the user namespace of this process",
                capability == ProcessRights.NET_RAW
                        ? "start it outside of that, or in a network namespace of its own: unshare --map-root-user --net"
                        : "start it outside of that user namespace");
    }

    private static MissingRight refused(int capability, String name, ProcessRights rights) {
        return new MissingRight(
                name + " is there, but a security policy refuses"
                        + (rights.isFiltered() ? " (a seccomp filter is in force)" : ""),
                "allow " + (capability == ProcessRights.NET_RAW ? "packet sockets" : "what was refused")
                        + " in that policy: the container's seccomp profile, AppArmor or SELinux"
                        + " (sudo journalctl -k | grep -i denied)");
    }

    /** What a capture needs in any case, what is there already and would be missed, and the one that was missing. */
    private static List<String> needed(int capability, ProcessRights rights) {
        return IntStream.of(ProcessRights.NET_RAW, ProcessRights.SYS_ADMIN, ProcessRights.SYS_PTRACE)
                .filter(each -> each == capability
                        || each == ProcessRights.NET_RAW
                        || (rights.has(each) && ProcessRights.isIn(rights.ambient(), each)))
                .mapToObj(ProcessRights::nameOf)
                .toList();
    }

    /** An ambient capability comes to one program alone, and outlives no_new_privs; a file's comes to whoever runs the file. */
    private static String ambientLine(int capability, ProcessRights rights, String user) {
        final List<String> needed = needed(capability, rights);
        final String option = needed.stream()
                .map(name -> "+" + name.substring("CAP_".length()).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
        final String whose = user.equals(ANYBODY)
                ? "--reuid USER --regid GROUP --init-groups"
                : "--reuid " + Remedies.quoted(user) + " --regid \"$(id -g " + Remedies.quoted(user)
                        + ")\" --init-groups";
        return "sudo setpriv " + whose + " --inh-caps " + option + " --ambient-caps " + option + " "
                + Remedies.quoted(rights.program().isEmpty() ? "java" : rights.program())
                + " ..., or in a systemd unit: AmbientCapabilities=" + String.join(" ", needed);
    }

    /** Both in one line. */
    public String text() {
        return cause + "; " + remedy;
    }
}
