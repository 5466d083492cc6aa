package io.ringcap.samples;

import io.ringcap.CaptureListener;
import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureProgress;
import io.ringcap.message.CaptureStats;
import io.ringcap.packet.PacketView;
import io.ringcap.sink.Sinks;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Notices that packets are dropped because the handler is too slow, says so, and lets the running capture go on with a narrower
 * filter. The other remedies need a new start: larger buffers for bursts ({@link CaptureConfig}), or {@code Overflow.SKIP} if the
 * handler may miss packets. Arguments: the interface, the narrower filter, and for how many seconds (10).
 */
public final class ReactToDrops implements CaptureListener {
    private final CaptureManager manager;
    private final String narrowFilter;
    private long knownDrops;

    private ReactToDrops(CaptureManager manager, String narrowFilter) {
        this.manager = manager;
        this.narrowFilter = narrowFilter;
    }

    public static void main(String[] args) throws InterruptedException {
        if (args.length < 2) {
            throw new IllegalArgumentException("arguments: INTERFACE FILTER [SECONDS]");
        }
        final long seconds = args.length > 2 ? Long.parseLong(args[2]) : 10;
        final CaptureSpec spec = CaptureSpec.onInterface(args[0])
                .maxDuration(Duration.ofSeconds(seconds))
                .build();
        // Small buffers, so that there is something to see.
        final CaptureConfig config = CaptureConfig.builder()
                .small()
                .progressInterval(Duration.ofSeconds(1))
                .build();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(spec)
                    .config(config)
                    .sink(Sinks.handler(ReactToDrops::handleSlowly))
                    .listener(new ReactToDrops(manager, args[1]))
                    .start();
            System.out.println("capturing on " + args[0]);
            final CaptureStats stats =
                    session.await(Duration.ofSeconds(seconds + 60)).finalStats();
            System.out.println(stats.received() + " received, " + stats.packets() + " handled, " + stats.droppedKernel()
                    + " dropped");
        }
    }

    @Override
    public void onProgress(CaptureProgress message) {
        final long drops = message.stats().droppedKernel();
        if (drops == knownDrops) {
            return;
        }
        System.out.println((drops - knownDrops) + " packets dropped");
        if (knownDrops == 0) {
            manager.session(message.session().sessionId())
                    .ifPresent(session -> System.out.println(session.change()
                            .filter(narrowFilter)
                            .apply()
                            .handle((done, error) -> error == null ? "now only " + narrowFilter : "as before: " + error)
                            .join()));
        }
        knownDrops = drops;
    }

    /** Takes no more than 50,000 packets a second. */
    private static void handleSlowly(PacketView packet) {
        LockSupport.parkNanos(20_000);
    }
}
