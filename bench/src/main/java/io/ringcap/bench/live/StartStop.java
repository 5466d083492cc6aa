package io.ringcap.bench.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureSpec;
import io.ringcap.sink.Sinks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a warm JVM takes from asking for a capture to the first packet in a handler, and to stop one on a silent link. A
 * program of its own that prints one line of JSON; ends with its last capture.
 */
final class StartStop {
    /** On a link on which nothing comes: how long the stop takes. */
    static final String SILENT = "stop-silent";

    /** On a link on which packets come: how long it takes to the first one. */
    static final String BUSY = "start-busy";

    private static final int WARM_UPS = 10;
    private static final int RUNS = 20;
    private static final long IDLE_MS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final double NANOS_PER_MILLI = 1e6;

    private StartStop() {}

    /** Arguments: what to measure, the namespace's file, the interface. */
    public static void main(String[] arguments) throws Exception {
        final String what = arguments[0];
        final CaptureSpec spec = CaptureSpec.onInterface(arguments[2])
                .netns(Path.of(arguments[1]))
                .build();
        final List<Double> millis = new ArrayList<>();
        final List<Double> startMillis = new ArrayList<>();
        try (CaptureManager manager = CaptureManager.open()) {
            for (int i = 0; i < WARM_UPS + RUNS; i++) {
                final Timing timing = what.equals(SILENT) ? toStop(manager, spec) : toFirstPacket(manager, spec);
                if (i >= WARM_UPS) {
                    millis.add(timing.wholeNs() / NANOS_PER_MILLI);
                    startMillis.add(timing.startNs() / NANOS_PER_MILLI);
                }
            }
        }
        final Map<String, Object> told = new LinkedHashMap<>();
        told.put("median_ms", Medians.of(millis).orElseThrow());
        told.put("min_ms", Collections.min(millis));
        told.put("max_ms", Collections.max(millis));
        told.put("start_call_ms", Medians.of(startMillis).orElseThrow());
        told.put("runs", millis.size());
        System.out.println(new ObjectMapper().writeValueAsString(told));
    }

    /**
     * One run.
     *
     * @param startNs how long the call took that starts the capture
     */
    private record Timing(long wholeNs, long startNs) {}

    private static Timing toFirstPacket(CaptureManager manager, CaptureSpec spec) throws Exception {
        final long startNs;
        final AtomicLong firstNs = new AtomicLong();
        final CountDownLatch isThere = new CountDownLatch(1);
        final long beginNs = System.nanoTime();
        try (CaptureSession session = manager.capture(spec)
                .sink(Sinks.handler(packet -> {
                    if (firstNs.get() == 0) {
                        firstNs.set(System.nanoTime());
                        isThere.countDown();
                    }
                }))
                .start()) {
            startNs = System.nanoTime() - beginNs;
            if (!isThere.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("no packet came within " + PATIENCE + " in " + session.id());
            }
            // The next one would wait for its end, as both have the same target.
            session.stop();
            session.await(PATIENCE);
        }
        return new Timing(firstNs.get() - beginNs, startNs);
    }

    private static Timing toStop(CaptureManager manager, CaptureSpec spec) throws InterruptedException {
        final long askedNs = System.nanoTime();
        try (CaptureSession session =
                manager.capture(spec).sink(Sinks.handler(packet -> {})).start()) {
            final long startNs = System.nanoTime() - askedNs;
            Thread.sleep(IDLE_MS);
            final long beginNs = System.nanoTime();
            session.stop();
            session.await(PATIENCE);
            return new Timing(System.nanoTime() - beginNs, startNs);
        }
    }
}
