package io.ringcap.internal.check;

import io.ringcap.config.CaptureMode;
import io.ringcap.internal.pcap.MissingRight;
import io.ringcap.internal.pcap.ProcessRights;
import io.ringcap.internal.pcap.Remedies;
import java.util.ArrayList;
import java.util.List;

/** What the kernel says this process may do; whether it may is found out by trying. Confined to the thread that checks. */
final class RightsCheck {
    private static final String CAPABILITIES = "capabilities";
    private static final String USER_NAMESPACE = "user namespace";

    private final Question question;
    private final SystemFiles system;
    private final ProcessRights rights;
    private final Findings findings;

    RightsCheck(Question question, SystemFiles system, ProcessRights rights, Findings findings) {
        this.question = question;
        this.system = system;
        this.rights = rights;
        this.findings = findings;
    }

    void run() {
        if (!question.spec().isLive()) {
            return;
        }
        tellCapabilities();
        tellFile();
        if (rights.isWithoutNewPrivileges()) {
            findings.note(
                    "no_new_privs",
                    "is set: sudo and capabilities of files have no effect for this process and what it starts; ambient"
                            + " capabilities have",
                    "");
        }
        if (rights.isFiltered()) {
            findings.note(
                    "seccomp", "a filter of system calls is in force; packet sockets may be among what it refuses", "");
        }
        if (rights.isInUserNamespace()) {
            findings.note(
                    USER_NAMESPACE,
                    "capabilities hold only for network namespaces that belong to the user namespace of this process",
                    "");
        } else if (!rights.has(ProcessRights.NET_RAW)) {
            tellWayWithoutRoot();
        }
    }

    private void tellCapabilities() {
        final List<String> lines = new ArrayList<>();
        for (int capability : new int[] {ProcessRights.NET_RAW, ProcessRights.SYS_ADMIN, ProcessRights.SYS_PTRACE}) {
            lines.add(ProcessRights.nameOf(capability) + " " + state(capability));
        }
        findings.ok(CAPABILITIES, String.join(", ", lines));
        if (isOfProcesses()) {
            need(ProcessRights.SYS_PTRACE, "sockets of other users' processes are seen with CAP_SYS_PTRACE only");
        }
    }

    private boolean isOfProcesses() {
        final CaptureMode mode = question.spec().mode();
        return mode == CaptureMode.PROCESS || mode == CaptureMode.PID || mode == CaptureMode.CONTAINER;
    }

    private String state(int capability) {
        if (rights.has(capability)) {
            return ProcessRights.isIn(rights.ambient(), capability) ? "ambient" : "effective";
        }
        if (ProcessRights.isIn(rights.permitted(), capability)) {
            return "permitted but not effective";
        }
        return rights.canHave(capability) ? "missing" : "missing, and not in the bounding set";
    }

    private void need(int capability, String why) {
        if (!rights.has(capability)) {
            final MissingRight missing = MissingRight.of(capability);
            findings.warn(CAPABILITIES, why + ": " + missing.cause(), missing.remedy());
        }
    }

    /** Right for one program, wrong for a JVM that others share. */
    private void tellFile() {
        if (ProcessRights.isIn(rights.ofFile(), ProcessRights.NET_RAW)) {
            findings.warn(
                    "java",
                    "the file " + rights.program()
                            + " gives CAP_NET_RAW: whoever may run this java can capture with any"
                            + " program, and the loader ignores LD_LIBRARY_PATH and $ORIGIN for it, so that libjli.so may not"
                            + " be found",
                    "sudo setcap -r " + Remedies.quoted(rights.program())
                            + ", and give the right to the one program that needs it: setpriv --ambient-caps +net_raw, or"
                            + " AmbientCapabilities=CAP_NET_RAW in its systemd unit");
        }
    }

    /** A plain user may capture in a network namespace that he has made himself. */
    private void tellWayWithoutRoot() {
        final boolean isForbidden = system.number("/proc/sys/user/max_user_namespaces") == 0
                || system.number("/proc/sys/kernel/unprivileged_userns_clone") == 0
                || system.number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1;
        findings.note(
                USER_NAMESPACE,
                isForbidden
                        ? "plain users may not make user namespaces here, so that they cannot try captures on networks of their"
                                + " own"
                        : "a plain user can try captures on a network of his own, though not on this machine's",
                isForbidden ? "" : "unshare --map-root-user --net");
    }
}
