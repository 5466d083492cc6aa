package io.ringcap.config;

import org.jspecify.annotations.Nullable;

/**
 * Whose packets are captured, where that is not simply an interface's. Immutable; refuses what no kernel has.
 *
 * @param processName all processes of this name: of their program file, or as the kernel shows them
 * @param pid one process; 0 for none
 * @param withChildren whether what these processes have started counts as theirs
 * @param keepsUnattributed whether packets are kept that are nobody's as far as could be found out
 * @param containerId a container's id, or its beginning
 * @param domain a host's name, whose addresses are asked for again from time to time
 */
public record CaptureTarget(
        @Nullable String processName,
        long pid,
        boolean withChildren,
        boolean keepsUnattributed,
        @Nullable String containerId,
        @Nullable String domain) {

    /** Nobody's in particular. */
    public static final CaptureTarget NONE = new CaptureTarget(null, 0, false, false, null, null);

    private static final int MAX_NAME_CHARS = 4096;
    private static final int MAX_DOMAIN_CHARS = 253;

    public CaptureTarget {
        requireName("process name", processName, MAX_NAME_CHARS);
        requireName("container id", containerId, MAX_NAME_CHARS);
        requireName("domain", domain, MAX_DOMAIN_CHARS);
        // A wider number would be cut to that of another process.
        Require.between("pid", pid, 0, Integer.MAX_VALUE);
    }

    private static void requireName(String field, @Nullable String name, int mostChars) {
        Require.that(name == null || !name.isBlank(), field, name, "must be a name");
        Require.that(name == null || name.indexOf('\0') < 0, field, name, "must not hold a zero character");
        Require.that(
                name == null || name.length() <= mostChars,
                field + " length",
                name == null ? 0 : name.length(),
                "must be at most " + mostChars);
    }

    /** Refuses a target of another mode, which would be forgotten in silence, and a mode without its target. */
    void requireFitting(CaptureMode mode) {
        requireFor(CaptureMode.CONTAINER, mode, "container id", containerId);
        requireFor(CaptureMode.PROCESS, mode, "process name", processName);
        requireFor(CaptureMode.PID, mode, "pid", pid == 0 ? null : pid);
        requireFor(CaptureMode.DOMAIN, mode, "domain", domain);
        final boolean isOfProcesses = processName != null || pid > 0;
        Require.that(isOfProcesses || !withChildren, "with children", withChildren, "is for processes alone");
        Require.that(
                isOfProcesses || !keepsUnattributed, "keep unattributed", keepsUnattributed, "is for processes alone");
    }

    private static void requireFor(CaptureMode whose, CaptureMode mode, String field, @Nullable Object given) {
        Require.that(given != null || mode != whose, field, null, "must be given in mode " + whose);
        Require.that(given == null || mode == whose, field, given, "is for mode " + whose + " alone");
    }
}
