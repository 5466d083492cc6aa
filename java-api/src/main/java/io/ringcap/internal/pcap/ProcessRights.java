package io.ringcap.internal.pcap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What the kernel lets this process do, as far as a capture asks for it. Immutable; capabilities are masks by the kernel's numbers.
 *
 * @param effective what holds now
 * @param permitted what it could make hold
 * @param ambient what programs that it starts keep
 * @param bounding what it can ever have
 * @param isWithoutNewPrivileges whether capabilities of files and set-user-ids have no effect any more
 * @param isFiltered whether a seccomp filter may refuse system calls
 * @param isInUserNamespace whether all this holds only for what belongs to a user namespace
 * @param ofFile what the file of the JVM gives to whoever runs it
 * @param program the file of the JVM
 */
public record ProcessRights(
        long effective,
        long permitted,
        long ambient,
        long bounding,
        boolean isWithoutNewPrivileges,
        boolean isFiltered,
        boolean isInUserNamespace,
        long ofFile,
        String program) {
    /** To open packet sockets. */
    public static final int NET_RAW = 13;

    /** To enter network namespaces. */
    public static final int SYS_ADMIN = 21;

    /** To look into other users' processes. */
    public static final int SYS_PTRACE = 19;

    private static final String ALL_IDS = "4294967295";
    private static final int HEX = 16;

    /** Those of the calling thread, which are the process's unless somebody has changed one alone. */
    public static ProcessRights ofThisProcess() {
        final String java = ProcessHandle.current().info().command().orElse("");
        final long ofFile = java.isEmpty() || !NativeLibrary.isAvailable()
                ? 0
                : NativeCalls.fileCapabilities(NativeSource.utf8(java));
        return parse(read("/proc/thread-self/status"), read("/proc/self/uid_map"), ofFile, java);
    }

    static ProcessRights parse(String status, String uidMap, long ofFile, String program) {
        return new ProcessRights(
                mask(status, "CapEff"),
                mask(status, "CapPrm"),
                mask(status, "CapAmb"),
                mask(status, "CapBnd"),
                "1".equals(field(status, "NoNewPrivs")),
                "2".equals(field(status, "Seccomp")),
                !isWhole(uidMap),
                ofFile,
                program);
    }

    public boolean has(int capability) {
        return isIn(effective, capability);
    }

    /** Whether it could be had at all, by whoever starts this process anew in the same surroundings. */
    public boolean canHave(int capability) {
        return isIn(bounding, capability);
    }

    /** Whether a mask holds a capability. */
    public static boolean isIn(long mask, int capability) {
        return (mask >>> capability & 1) != 0;
    }

    /** The name of a capability that Ringcap may need. */
    public static String nameOf(int capability) {
        return switch (capability) {
            case NET_RAW -> "CAP_NET_RAW";
            case SYS_ADMIN -> "CAP_SYS_ADMIN";
            case SYS_PTRACE -> "CAP_SYS_PTRACE";
            default -> "capability " + capability;
        };
    }

    /** The first user namespace knows all ids, as themselves; without such a file the kernel has no user namespaces. */
    private static boolean isWhole(String uidMap) {
        return uidMap.isBlank() || List.of(uidMap.strip().split("\\s+")).equals(List.of("0", "0", ALL_IDS));
    }

    private static long mask(String status, String name) {
        final String digits = field(status, name).toLowerCase(Locale.ROOT);
        try {
            return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, HEX);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException e) {
            return "";
        }
    }
}
