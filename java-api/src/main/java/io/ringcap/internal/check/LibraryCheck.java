package io.ringcap.internal.check;

import io.ringcap.config.SourceChoice;
import io.ringcap.internal.pcap.HostQueries;
import io.ringcap.internal.pcap.NativeLibrary;
import io.ringcap.internal.pcap.Remedies;
import io.ringcap.message.CaptureException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether the engine that is asked for, or one that may stand in, has its libraries. Confined to the thread that checks. */
final class LibraryCheck {
    private static final String SHIM = "native library";
    private static final String LIBPCAP = "libpcap";
    private static final Pattern VERSION = Pattern.compile("libpcap version (\\d+)\\.(\\d+)");

    /** From 1.5 on it stamps in nanoseconds and knows TPACKET_V3. */
    private static final int FIRST_MINOR_WITH_NANOSECONDS = 5;

    private final Question question;
    private final Findings findings;

    LibraryCheck(Question question, Findings findings) {
        this.question = question;
        this.findings = findings;
    }

    /** Returns whether a capture can be tried. */
    boolean run() {
        if (question.spec().synthetic() != null) {
            return true;
        }
        final SourceChoice choice = question.config().source();
        return choice == SourceChoice.JNA ? checkJna() : checkShim(choice);
    }

    private boolean checkShim(SourceChoice choice) {
        final @Nullable String cause = NativeLibrary.unavailabilityCause();
        if (cause == null) {
            findings.ok(SHIM, "loaded");
            return checkLibpcap();
        }
        final String remedy = cause.contains("noexec")
                ? "-D" + NativeLibrary.WORKDIR_PROPERTY + "=FOLDER, where FOLDER is not mounted noexec"
                : "use ringcap-native of this version and platform, or name the library's file with -D"
                        + NativeLibrary.PATH_PROPERTY;
        final @Nullable String obstacle = HostQueries.jnaObstacle();
        if (choice == SourceChoice.AUTO && obstacle == null) {
            findings.warn(SHIM, cause + "; packets are read through JNA instead, which loses more under load", remedy);
            return true;
        }
        findings.error(
                SHIM,
                cause + (obstacle == null ? "" : ". And the portable source cannot stand in: " + obstacle),
                remedy);
        return false;
    }

    private boolean checkLibpcap() {
        try {
            tellVersion(HostQueries.libpcapVersion());
            return true;
        } catch (CaptureException e) {
            findings.error(LIBPCAP, String.valueOf(e.getMessage()), Remedies.installLibpcap());
            return false;
        }
    }

    private void tellVersion(String text) {
        final Matcher version = VERSION.matcher(text);
        final boolean isOld = version.find()
                && Integer.parseInt(version.group(1)) <= 1
                && Integer.parseInt(version.group(2)) < FIRST_MINOR_WITH_NANOSECONDS;
        if (isOld) {
            findings.warn(
                    LIBPCAP,
                    text + ", which is too old for time stamps in nanoseconds and for TPACKET_V3",
                    Remedies.installLibpcap());
        } else {
            findings.ok(LIBPCAP, text);
        }
    }

    private boolean checkJna() {
        final @Nullable String obstacle = HostQueries.jnaObstacle();
        if (obstacle == null) {
            findings.ok("jna", "loaded, and libpcap with it");
            return true;
        }
        findings.error("jna", obstacle, "add net.java.dev.jna:jna, and libpcap: " + Remedies.installLibpcap());
        return false;
    }
}
