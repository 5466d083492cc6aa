package io.ringcap.internal.check;

import io.ringcap.config.CaptureConfig;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.internal.pcap.MissingRight;
import io.ringcap.internal.pcap.ProcessRights;
import io.ringcap.internal.pcap.SourceOpener;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.SourceKind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens what is to be captured, as a session would, and closes it again: what really works beats what ought to. It does so on a
 * thread of its own, since a namespace is entered on it and a name server may be slow.
 */
final class TrialCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final String AREA = "trial";
    private static final String THERE_ARE = "there are: ";

    private final Question question;
    private final SourceOpener opener;
    private final Findings findings;

    TrialCheck(Question question, SourceOpener opener, Findings findings) {
        this.question = question;
        this.opener = opener;
        this.findings = findings;
    }

    /** What a trial came to. */
    private record Opened(SourceKind kind, List<CaptureInterface> interfaces) {}

    void run() {
        final FutureTask<Opened> trial = new FutureTask<>(this::open);
        final Thread thread = new Thread(trial, "ringcap-trial-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
        try {
            tell(trial.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            findings.error(
                    AREA,
                    "opening it takes longer than " + PATIENCE.toSeconds() + " s",
                    "see whether 'tcpdump' can do it, and look at what the kernel says: sudo dmesg");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CaptureException refused) {
                refuse(refused);
            } else {
                findings.error(AREA, "broke off: " + e.getCause(), "please report it, with all that is said here");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            findings.error(AREA, "interrupted", "ask again");
        }
    }

    private Opened open() {
        try (BlockSource source = opener.open(question.spec(), question.config())) {
            return new Opened(source.kind(), source.interfaces());
        }
    }

    private void tell(Opened opened) {
        for (CaptureInterface one : opened.interfaces()) {
            if (question.spec().isLive()) {
                tellLive(one, opened.kind());
            } else {
                findings.ok(AREA, one.name() + " can be read, link type " + one.linkType());
            }
        }
    }

    private void tellLive(CaptureInterface one, SourceKind kind) {
        final Integer version = one.tpacketVersion();
        final Long ringBytes = one.kernelRingBytes();
        findings.ok(
                AREA,
                "a packet socket on " + one.name() + " opens through "
                        + kind.name().toLowerCase(Locale.ROOT)
                        + ", link type " + one.linkType()
                        + (version == null ? "" : ", TPACKET_V" + version)
                        + (ringBytes == null ? "" : ", kernel ring " + Sizes.text(ringBytes))
                        + (one.promiscuous() ? ", promiscuous" : ""));
        final CaptureConfig config = question.config();
        if (ringBytes != null && ringBytes < config.kernelBufferBytes() / 2) {
            findings.warn(
                    "kernel ring",
                    "the kernel gives " + Sizes.text(ringBytes) + " on " + one.name() + " instead of "
                            + Sizes.text(config.kernelBufferBytes()) + ": memory in one piece is short",
                    "echo 1 | sudo tee /proc/sys/vm/compact_memory, or ask for less: --buffer, kernelBufferBytes");
        }
        if (!one.nanoseconds()) {
            findings.note("time stamps", "of " + one.name() + " are in microseconds", "use libpcap 1.5 or newer");
        }
    }

    /** Texts of a refused start say the cause first, and what to do about it behind the last semicolon. */
    private void refuse(CaptureException refused) {
        final String text = String.valueOf(refused.getMessage());
        for (int capability : new int[] {ProcessRights.NET_RAW, ProcessRights.SYS_ADMIN, ProcessRights.SYS_PTRACE}) {
            final String remedy = MissingRight.of(capability).remedy();
            if (refused.code() == ErrorCode.START_NO_PERMISSION && text.endsWith("; " + remedy)) {
                findings.error("permission", text.substring(0, text.length() - remedy.length() - 2), remedy);
                return;
            }
        }
        final int at = text.lastIndexOf("; ");
        final String area = area(refused.code());
        if (at < 0) {
            findings.error(area, text, "see whether 'tcpdump' can do it, and look at what the kernel says: sudo dmesg");
        } else {
            final String remedy = text.substring(at + 2);
            findings.error(
                    area,
                    text.substring(0, at),
                    remedy.startsWith(THERE_ARE)
                            ? "name one of these: " + remedy.substring(THERE_ARE.length())
                            : remedy);
        }
    }

    private static String area(ErrorCode code) {
        return switch (code) {
            case START_NO_PERMISSION -> "permission";
            case START_INTERFACE_NOT_FOUND -> "interface";
            case START_PROCESS_NOT_FOUND -> "process";
            case START_INVALID_PARAMS -> "parameters";
            default -> AREA;
        };
    }
}
