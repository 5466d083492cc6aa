package io.ringcap.internal.check;

import io.ringcap.config.CaptureConfig;
import java.util.ArrayList;
import java.util.List;

/** Whether the rings fit into the memory there is. Confined to the thread that checks. */
final class MemoryCheck {
    private static final String AREA = "memory";
    private static final String REMEDY = "ask for less: --profile small, --buffer and --ring, or free some memory";
    private static final long KIB = 1024;

    private final Question question;
    private final SystemFiles system;
    private final Findings findings;

    MemoryCheck(Question question, SystemFiles system, Findings findings) {
        this.question = question;
        this.system = system;
        this.findings = findings;
    }

    void run() {
        if (!question.spec().isLive()) {
            return;
        }
        final CaptureConfig config = question.config();
        final int interfaces = Math.max(question.spec().interfaces().size(), 1);
        final long kernelBytes = (long) config.kernelBufferBytes() * config.workers() * interfaces;
        final long ringBytes = config.ringBytesFor(true);
        checkMachine(kernelBytes, ringBytes);
        checkGroup(ringBytes);
    }

    private void checkMachine(long kernelBytes, long ringBytes) {
        final long availableKib = system.number("/proc/meminfo", "MemAvailable");
        if (availableKib < 0) {
            return;
        }
        final long available = availableKib * KIB;
        final String text = "kernel rings " + Sizes.text(kernelBytes) + ", ring " + Sizes.text(ringBytes)
                + ", available " + Sizes.text(available);
        if (kernelBytes + ringBytes > available) {
            findings.warn(AREA, text, REMEDY);
        } else {
            findings.ok(AREA, text);
        }
    }

    /** The kernel does not charge its own rings to a control group; ours it does, as they are touched. */
    private void checkGroup(long ringBytes) {
        for (Limit limit : limits()) {
            final long max = system.number(limit.maxPath());
            final long used = system.number(limit.usedPath());
            if (max >= 0 && used >= 0 && ringBytes > max - used) {
                findings.warn(
                        AREA,
                        "the control group " + limit.group() + " may use " + Sizes.text(max) + " and uses "
                                + Sizes.text(used) + ", which leaves no room for a ring of " + Sizes.text(ringBytes)
                                + ": the kernel would end this process",
                        "raise the limit (memory.max, MemoryMax=, --memory), or use --profile small");
            }
        }
    }

    /** Where a control group tells its limit and what it uses. */
    private record Limit(String group, String maxPath, String usedPath) {}

    /** Of this process's group and all that it is in. */
    private List<Limit> limits() {
        final List<Limit> found = new ArrayList<>();
        for (String line : system.lines("/proc/self/cgroup")) {
            final String[] parts = line.split(":", 3);
            final boolean isNew = parts.length == 3 && parts[1].isEmpty();
            if (!isNew && (parts.length < 3 || !List.of(parts[1].split(",")).contains("memory"))) {
                continue;
            }
            for (String group = parts[2]; !group.isEmpty(); group = group.substring(0, group.lastIndexOf('/'))) {
                final String folder = (isNew ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory") + group;
                found.add(
                        isNew
                                ? new Limit(group, folder + "/memory.max", folder + "/memory.current")
                                : new Limit(
                                        group, folder + "/memory.limit_in_bytes", folder + "/memory.usage_in_bytes"));
            }
        }
        return found;
    }
}
