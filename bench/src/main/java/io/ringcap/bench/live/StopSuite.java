package io.ringcap.bench.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What is lost when a recorder is stopped while packets come, and how fast Ringcap starts and stops. Stateless. */
final class StopSuite implements Suite {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration RUN = Duration.ofSeconds(5);
    private static final Duration START_STOP = Duration.ofSeconds(30);
    private static final double PPS = 50_000;
    private static final double SECONDS = 2;
    private static final long BEFORE_STOP_MS = 1000;

    @Override
    public String name() {
        return "stop";
    }

    @Override
    public void run(Setting setting) throws Exception {
        final Measuring measuring = new Measuring(setting, name());
        startAndStop(setting, StartStop.SILENT, 0);
        startAndStop(setting, StartStop.BUSY, PPS);
        for (int round = 1; round <= setting.rounds(); round++) {
            for (Recorder recorder : Rows.recording(setting)) {
                if (!setting.hasTimeFor(RUN)) {
                    setting.results().remark("stop: no time for round %d from %s on".formatted(round, recorder.row()));
                    return;
                }
                final ResultLine line = new ResultLine(name(), recorder.row(), "64", round);
                try {
                    stopWhileSending(setting, recorder, line);
                    setting.results().add(line);
                } catch (IOException | RuntimeException e) {
                    measuring.addFailure(line, e);
                }
            }
        }
    }

    private static void stopWhileSending(Setting setting, Recorder recorder, ResultLine line)
            throws IOException, InterruptedException {
        final BenchNetwork network = setting.network();
        try (Recording recording = Recording.start(recorder, network, setting.folder(), Buffers.LARGE)) {
            final long rxBefore = network.rxPackets(0);
            final long arrived;
            final Recording.Stopped stopped;
            final Sending.Sent sent;
            try (Sending sending = network.send(Traffic.ofSize(64).atRate(PPS).forSeconds(SECONDS))) {
                Thread.sleep(BEFORE_STOP_MS);
                arrived = network.rxPackets(0) - rxBefore;
                stopped = recording.stop();
                sent = sending.await();
            }
            final Counters counters = stopped.counters();
            line.put("sent", sent.frames())
                    .put("rx", network.rxPackets(0) - rxBefore)
                    .put("arrived_before_stop", arrived)
                    .put("offered", counters.offered())
                    .put("received", counters.received())
                    .put("dropped", counters.dropped());
            final List<FoundFrames> files = recording.readBack();
            put(line, arrived, counters, files, sent.frames());
            line.put("stop_ms", stopped.stopMs());
        }
    }

    /**
     * What had arrived before the stop was asked for, and was neither dropped nor delivered, is what the stop has lost. What the
     * kernel gave the recorder by its own word may be more, as packets go on to arrive.
     */
    private static void put(ResultLine line, long arrived, Counters counters, List<FoundFrames> files, long sent) {
        long delivered = counters.received();
        long missing = 0;
        boolean isAccounted = line.number("rx").orElse(-1) == sent;
        for (FoundFrames found : files) {
            delivered = Math.min(delivered, found.unique());
            missing = Math.max(missing, found.missingWithin() + Math.max(0, found.first()));
            isAccounted &= found.unique() == counters.received()
                    && found.duplicates() == 0
                    && found.foreign() == 0
                    && found.last() < sent;
        }
        if (!files.isEmpty()) {
            line.put("in_files", delivered).put("missing_in_the_middle", missing);
        }
        // More missing than was dropped is a gap that nobody has told of.
        line.put("lost", Math.max(0, arrived - counters.dropped() - delivered))
                .put("lost_of_offered", counters.offered() - counters.dropped() - delivered)
                .put("accounted", isAccounted && missing <= counters.dropped());
    }

    /** In a JVM of its own, warm. */
    private static void startAndStop(Setting setting, String what, double pps)
            throws IOException, InterruptedException {
        if (!setting.hasTimeFor(RUN)) {
            setting.results().remark("stop: no time for " + what);
            return;
        }
        final BenchNetwork network = setting.network();
        final List<String> command = setting.tools()
                .java(StartStop.class, what, network.receivingNetns().toString(), network.receiver(0));
        final JsonNode told;
        if (pps > 0) {
            try (Sending sending =
                    network.send(Traffic.ofSize(64).atRate(pps).forSeconds((double) START_STOP.toSeconds()))) {
                told = run(command);
                if (!sending.isAlive()) {
                    throw new IOException("the sender has ended before the measurement");
                }
            }
        } else {
            told = run(command);
        }
        final ResultLine line = new ResultLine("stop", "ringcap-" + what, "64", 1);
        told.properties().forEach(field -> put(line, field.getKey(), field.getValue()));
        setting.results().add(line);
    }

    private static void put(ResultLine line, String name, JsonNode value) {
        if (value.isIntegralNumber()) {
            line.put(name, value.longValue());
        } else {
            line.put(name, value.doubleValue());
        }
    }

    private static JsonNode run(List<String> command) throws IOException, InterruptedException {
        try (Child child = Child.start(command)) {
            child.awaitSuccess(START_STOP);
            return JSON.readTree(child.output());
        }
    }
}
