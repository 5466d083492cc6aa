package io.ringcap.message;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.CompressFormat;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.config.Direction;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.testing.SampleConfigs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The messages that the golden files show, by the name of the file: each kind with all fields, and with as few as it may. */
final class SampleMessages {
    static final SessionId SESSION = new SessionId(7, "mine", "capture_1732179600000");
    static final ConfigSnapshot CONFIG =
            SampleConfigs.allSaid().configTimestamp(1_732_179_600_000_001L).build();
    static final CaptureSpec SPEC = CaptureSpec.onInterface("eth1", "eth0")
            .netns(Path.of("/run/netns/blue"))
            .filter("tcp port 443")
            .snaplen(96)
            .promiscuous(false)
            .direction(Direction.IN)
            .maxDuration(Duration.ofMillis(90_500))
            .maxBytes(1_000_000)
            .maxPackets(1000)
            .shared(true)
            .build();
    static final CaptureStats STATS = new CaptureStats(
            10,
            640,
            1_732_179_600_000_010L,
            1_732_179_600_000_020L,
            664,
            0.5,
            12,
            2,
            1L,
            Map.of("unknown_socket", 7L),
            7,
            6,
            8,
            4,
            3,
            Map.of("handler", 4L),
            Map.of("pcap", 9L),
            Map.of("pcap", 1L),
            Map.of("pcap", 5L),
            List.of(new PartFailure("sink pcap", ErrorCode.RUN_DISK_FULL, "no space left in /var; free some")),
            true,
            1.5);
    static final CaptureFileInfo FILE = new CaptureFileInfo(
            "pcap",
            "/var/lib/ringcap/a.pcap",
            664,
            0,
            1_732_179_600_000_005L,
            10,
            1_732_179_600_000_010L,
            1_732_179_600_000_020L,
            true,
            true,
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    private static final long TS = 1_732_179_601_000_000L;

    private SampleMessages() {}

    static Map<String, Message> all() {
        final Map<String, Message> all = new LinkedHashMap<>();
        commands(all);
        captures(all);
        cleaner(all);
        all.put(
                "capture_event",
                new CaptureEvent(TS, SESSION, EventType.HEARTBEAT, new CaptureHeartbeat(TS, SESSION, STATS)));
        all.put("capture_event.minimal", new CaptureEvent(TS, null, EventType.CLEAN, null));
        all.put("capture_event.paused", new CaptureEvent(TS, SESSION, EventType.PAUSED, null));
        return all;
    }

    private static void commands(Map<String, Message> all) {
        all.put("capture_start", new CaptureStart(TS, SESSION, 1, SPEC, CONFIG));
        all.put(
                "capture_start.minimal",
                new CaptureStart(TS, SESSION, 1, CaptureSpec.onInterface("any").build(), ConfigSnapshot.defaults()));
        final CaptureSpec file =
                CaptureSpec.fromFile(Path.of("/data/in.pcap")).fileRepeat(3).build();
        all.put("capture_start.file", new CaptureStart(TS, SESSION, 1, file, ConfigSnapshot.defaults()));
        final CaptureSpec synthetic =
                CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 1000)).build();
        all.put("capture_start.synthetic", new CaptureStart(TS, SESSION, 1, synthetic, ConfigSnapshot.defaults()));
        all.put("capture_stop", new CaptureStop(TS, SESSION, FinishReason.SUPERSEDED));
        all.put("capture_cancel", new CaptureCancel(TS, SESSION, FinishReason.CANCELLED));
        all.put("capture_config_refresh", new CaptureConfigRefresh(TS, SESSION, 2, CONFIG, "udp"));
        all.put("capture_config_refresh.minimal", new CaptureConfigRefresh(TS, SESSION, 2, CONFIG, null));
    }

    private static void captures(Map<String, Message> all) {
        final CaptureInterface full = new CaptureInterface(0, "eth0", 1, 1514, 2_097_152L, 3, "host", true, true);
        final CaptureInterface least = new CaptureInterface(1, "in.pcap", 1, 262_144, null, null, null, false, false);
        final EffectiveSettings effective =
                new EffectiveSettings(SourceKind.SHIM, "asked for", "tcp port 443", List.of(full, least));
        final String worker = "ringcap-7-worker";
        all.put(
                "capture_started",
                new CaptureStarted(
                        TS, SESSION, 1, worker, 4242, TS - 5, CONFIG.configHash(), "/var/lib/ringcap", effective));
        all.put(
                "capture_started.minimal",
                new CaptureStarted(TS, SESSION, 1, worker, 4242, TS - 5, 0, null, effective));
        all.put("capture_progress", new CaptureProgress(TS, SESSION, STATS, 1.5, 28.5));
        all.put("capture_progress.minimal", new CaptureProgress(TS, SESSION, CaptureStats.NONE, 1.5, null));
        all.put("capture_file_ready", new CaptureFileReady(TS, SESSION, List.of(FILE), 3));
        all.put("capture_file_ready.minimal", new CaptureFileReady(TS, SESSION, List.of(FILE), null));
        all.put(
                "capture_finished",
                new CaptureFinished(TS, SESSION, TS - 1, STATS, 1, FinishReason.END_OF_FILE, List.of(FILE), 101));
        all.put(
                "capture_failed",
                new CaptureFailed(
                        TS, SESSION, ErrorCode.RUN_INTERFACE_GONE, "eth0 is gone; bring it up", true, STATS, TS - 1));
        all.put("capture_heartbeat", new CaptureHeartbeat(TS, SESSION, STATS));
    }

    private static void cleaner(Map<String, Message> all) {
        final String archive = "/var/lib/ringcap/a.tar.gz";
        all.put(
                "file_enqueue",
                new FileEnqueue(TS, SESSION, FILE.filePath(), 664, TS - 1, true, 100, CompressFormat.TAR_GZ, 6));
        all.put("clean_config_refresh", new CleanConfigRefresh(TS, 7, 100, 10, true, 50, CompressFormat.ZIP, 9));
        all.put("clean_shutdown", new CleanShutdown(TS));
        all.put("clean_stored", new CleanStored(TS, SESSION, FILE.filePath(), true, 2, 4096));
        all.put("clean_compress_done", new CleanCompressDone(TS, SESSION, archive, List.of(FILE.filePath()), 100, 12));
        all.put(
                "clean_compress_failed",
                new CleanCompressFailed(
                        TS, SESSION, ErrorCode.CLEAN_DISK_FULL, "no space left", List.of(FILE.filePath())));
        all.put("clean_heartbeat", new CleanHeartbeat(TS, 2, 4096));
    }
}
