package io.ringcap.internal.check;

import java.util.List;
import java.util.Set;

/** How expensive it is for the kernel to stamp a packet. Confined to the thread that checks. */
final class ClockCheck {
    private static final String FOLDER = "/sys/devices/system/clocksource/clocksource0/";
    private static final Set<String> CHEAP =
            Set.of("tsc", "kvm-clock", "arch_sys_counter", "hyperv_clocksource_tsc_page", "riscv_clocksource", "tod");

    private final SystemFiles system;
    private final Findings findings;

    ClockCheck(SystemFiles system, Findings findings) {
        this.system = system;
        this.findings = findings;
    }

    void run() {
        final String current = system.text(FOLDER + "current_clocksource");
        if (current.isEmpty()) {
            return;
        }
        if (CHEAP.contains(current)) {
            findings.ok("clock", current);
            return;
        }
        final boolean hasTsc = List.of(
                        system.text(FOLDER + "available_clocksource").split(" "))
                .contains("tsc");
        findings.note(
                "clock",
                current + " is slow to read, and the kernel reads it for each packet",
                hasTsc ? "echo tsc | sudo tee " + FOLDER + "current_clocksource" : "");
    }
}
