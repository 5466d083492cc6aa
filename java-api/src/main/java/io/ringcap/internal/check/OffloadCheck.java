package io.ringcap.internal.check;

import io.ringcap.config.CaptureDevice;
import io.ringcap.internal.pcap.HostQueries;
import io.ringcap.internal.pcap.Remedies;
import io.ringcap.internal.pcap.Sources;
import io.ringcap.message.CaptureException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What interfaces do to frames before a capture sees them. Confined to the thread that checks. */
final class OffloadCheck {
    private static final String ANY = "any";
    private static final int MOST_INTERFACES = 16;

    private final Question question;
    private final Findings findings;

    OffloadCheck(Question question, Findings findings) {
        this.question = question;
        this.findings = findings;
    }

    void run() {
        final Path netns = question.spec().netns();
        final List<String> asked = question.spec().interfaces();
        final List<String> names = asked.isEmpty() || asked.contains(ANY) ? all(netns) : asked;
        names.forEach(name -> check(netns, name));
    }

    private static List<String> all(@Nullable Path netns) {
        try {
            return Sources.devices(netns).stream()
                    .filter(device -> device.isUp()
                            && !device.isLoopback()
                            && !device.name().equals(ANY))
                    .map(CaptureDevice::name)
                    .limit(MOST_INTERFACES)
                    .toList();
        } catch (CaptureException e) {
            // Why the interfaces cannot be listed is what the trial tells.
            return List.of();
        }
    }

    private void check(@Nullable Path netns, String name) {
        final int offloads = HostQueries.offloads(netns, name);
        final List<String> features = new ArrayList<>();
        final List<String> options = new ArrayList<>();
        add(offloads, HostQueries.GRO, "gro", features, options);
        add(offloads, HostQueries.LRO, "lro", features, options);
        add(offloads, HostQueries.TSO, "tso", features, options);
        add(offloads, HostQueries.GSO, "gso", features, options);
        if (features.isEmpty()) {
            return;
        }
        findings.note(
                "offloads",
                name + " has " + String.join(", ", features)
                        + " on: a capture sees frames larger than the link carries, where it is put together or not yet cut",
                "sudo " + (netns == null ? "" : "nsenter --net=" + Remedies.quoted(netns.toString()) + " ")
                        + "ethtool -K " + Remedies.quoted(name) + " " + String.join(" ", options));
    }

    private static void add(int offloads, int bit, String name, List<String> features, List<String> options) {
        if ((offloads & bit) != 0) {
            features.add(name.toUpperCase(Locale.ROOT));
            options.add(name + " off");
        }
    }
}
