package io.ringcap.internal.control;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.config.ManagerConfig;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.internal.pcap.SourceOpener;
import io.ringcap.message.CaptureMessage;
import io.ringcap.sink.Sink;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.Waits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A manager's loop on its thread, with sources of the test's choice; closing it closes the loop. */
final class Managed implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final ManagerLoop loop;
    final List<CaptureMessage> heard = new CopyOnWriteArrayList<>();

    Managed(ManagerConfig config, SourceOpener opener) {
        loop = new ManagerLoop(config, opener, () -> {});
        final Thread thread = new Thread(loop, "ringcap-manager-test");
        thread.setDaemon(true);
        thread.start();
    }

    Session submit(CaptureSpec spec, CaptureConfig config, Sink... sinks) {
        return loop.submit(new SessionPlan(
                        null,
                        "",
                        Operations.UNVERSIONED,
                        spec,
                        config,
                        ConfigSnapshot.defaults(),
                        sinks.length == 0 ? List.of(Sinks.discard()) : List.of(sinks),
                        heard::add))
                .session();
    }

    Session run(CaptureSpec spec, CaptureConfig config, Sink... sinks) throws Exception {
        final Session session = submit(spec, config, sinks);
        session.whenStarted().get(10, TimeUnit.SECONDS);
        return session;
    }

    static CaptureSpec.Builder traffic(long packetsPerSecond) {
        return CaptureSpec.ofSynthetic(new SyntheticTraffic(64, packetsPerSecond));
    }

    static CaptureConfig small() {
        return smallBuilder().build();
    }

    static CaptureConfig.Builder smallBuilder() {
        return CaptureConfig.builder().ringBytes(4L * CaptureConfig.DEFAULT_BLOCK_BYTES);
    }

    static CaptureMessage last(Session session) throws Exception {
        return session.ended().get(20, TimeUnit.SECONDS);
    }

    static void await(Waits.Condition condition, String otherwise) throws Exception {
        Waits.until(PATIENCE, condition, otherwise);
    }

    @Override
    public void close() {
        loop.close();
    }
}
