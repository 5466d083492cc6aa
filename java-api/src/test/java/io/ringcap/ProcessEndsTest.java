package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFailed;
import io.ringcap.message.ErrorCode;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PrivateHost;
import io.ringcap.testing.TalkingProcess;
import io.ringcap.testing.Waits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real processes that end at every moment of a capture. */
class ProcessEndsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The addresses of the namespace are asked for once a second. */
    private static final long SEVERAL_LOOKS_NS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private final SeenPackets seen = new SeenPackets();

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    @Test
    void shouldGoOnInTheNamespaceWhenTheOldestProcessEnds() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final String name = "ro" + host.name().replace("rcap-", "");
            final TalkingProcess oldest = host.process().name(name);
            final TalkingProcess other = host.process().name(name);
            final long[] socket = other.tell("listen udp4 127.0.0.1 0");
            final CaptureSession session = start(manager, CaptureSpec.ofProcess(name));
            oldest.close();
            final long endNs = System.nanoTime() + SEVERAL_LOOKS_NS;
            await(() -> System.nanoTime() - endNs > 0);
            send(other, socket, 100);
            other.close();
            final CaptureException gone = assertThrows(CaptureException.class, () -> session.await(PATIENCE));

            assertEquals(ErrorCode.RUN_PROCESS_DIED, gone.code(), gone::getMessage);
            assertEquals(numbers(100), numbersFrom((int) socket[1]));
        }
    }

    @Test
    void shouldStartOrFailCleanlyWheneverTheProcessEnds() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            for (long goneAfterMs : new long[] {0, 1, 3, 6, 10, 20, 40, 100}) {
                final TalkingProcess process = host.process();
                process.tell("listen udp4 127.0.0.1 0");
                final CaptureSession session = manager.capture(
                                CaptureSpec.ofProcess(process.pid()).build())
                        .sink(Sinks.discard())
                        .submit();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(goneAfterMs));
                process.close();
                final CaptureFailed failed = assertInstanceOf(
                        CaptureFailed.class, session.whenEnded().get(10, TimeUnit.SECONDS));
                assertTrue(
                        failed.error() == ErrorCode.START_PROCESS_NOT_FOUND
                                || failed.error() == ErrorCode.RUN_PROCESS_DIED,
                        () -> failed.error() + ": " + failed.errorMsg());
            }
        }
    }

    @Test
    void shouldEndWellWhenTheProcessEndsDuringTheStop() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess process = host.process();
            final long[] socket = process.tell("listen udp4 127.0.0.1 0");
            final CaptureSession session = start(manager, CaptureSpec.ofProcess(process.pid()));
            send(process, socket, 100);
            session.stop();
            process.close();
            session.await(PATIENCE);
            assertEquals(numbers(100), numbersFrom((int) socket[1]));
        }
    }

    @Test
    void shouldFollowAProcessWithTwoWorkers() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess ours = host.process();
            final TalkingProcess others = host.process();
            final long[] socket = ours.tell("listen udp4 127.0.0.1 0");
            final long[] foreign = others.tell("listen udp4 127.0.0.1 0");
            final CaptureSession session = manager.capture(
                            CaptureSpec.ofProcess(ours.pid()).build())
                    .config(CaptureConfig.builder().workers(2).build())
                    .sink(Sinks.handler(seen))
                    .start();
            send(ours, socket, 200);
            send(others, foreign, 50);
            session.stop();
            session.await(PATIENCE);
            assertEquals(numbers(200), numbersFrom((int) socket[1]));
            assertEquals(List.of(), numbersFrom((int) foreign[1]));
        }
    }

    private CaptureSession start(CaptureManager manager, CaptureSpec.Builder spec) throws Exception {
        return manager.capture(spec.build()).sink(Sinks.handler(seen)).start();
    }

    private static void send(TalkingProcess from, long[] socket, int packets) {
        from.tell("sendto " + socket[0] + " udp4 127.0.0.1 9 " + packets + " 32");
    }

    private static void await(Waits.Condition condition) throws Exception {
        Waits.until(PATIENCE, condition, "what was sent did not come");
    }

    private List<Long> numbersFrom(int port) {
        return seen.all().stream()
                .filter(packet -> packet.sourcePort() == port && packet.number() >= 0)
                .map(SeenPackets.Seen::number)
                .toList();
    }

    private static List<Long> numbers(long count) {
        return LongStream.range(0, count).boxed().toList();
    }
}
