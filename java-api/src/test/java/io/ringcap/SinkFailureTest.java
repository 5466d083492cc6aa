package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureProgress;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import io.ringcap.message.SessionState;
import io.ringcap.sink.Sink;
import io.ringcap.sink.SinkContext;
import io.ringcap.sink.SinkWriter;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SequenceCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sink that fails costs itself; the others lose nothing, and the cause is told. */
class SinkFailureTest {
    private static final long PACKETS = 100_000;
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final List<CaptureMessage> heard = new CopyOnWriteArrayList<>();

    @Test
    void shouldLoseNothingElsewhereWhenAHandlerThrows() throws Exception {
        final SequenceCheck handled = new SequenceCheck();
        final CaptureFinished finished = capture(
                Sinks.handler(packet -> {
                    if (handled.packets() == 5_000) {
                        throw new IllegalArgumentException("I do not like this packet");
                    }
                    handled.onPacket(packet);
                }),
                Sinks.pcap(folder));

        final CaptureStats stats = finished.finalStats();
        assertEquals(PACKETS, stats.packets());
        assertEquals(
                PACKETS,
                PcapFiles.sequences(Path.of(finished.resultFiles().get(0).filePath()))
                        .packets());
        assertEquals(PACKETS, stats.writtenPackets().get("pcap"));
        assertEquals(
                PACKETS,
                stats.writtenPackets().get("handler") + stats.unsavedPackets().get("handler"));
        assertEquals(1, finished.exitCode());
        final PartFailure failure = stats.partFailures().get(0);
        assertEquals("sink handler", failure.part());
        assertEquals(ErrorCode.RUN_SINK_FAILED, failure.error());
        assertTrue(failure.errorMsg().contains("I do not like this packet"), failure::errorMsg);
        assertTrue(
                heard.stream()
                        .anyMatch(message -> message instanceof CaptureProgress progress
                                && !progress.stats().partFailures().isEmpty()),
                "the listener hears of it before the end");
    }

    @Test
    void shouldSurviveAnErrorOfASink() throws Exception {
        final CaptureFinished finished = capture(
                Sinks.blockHandler(block -> {
                    throw new StackOverflowError("deep");
                }),
                Sinks.discard());
        assertEquals(PACKETS, finished.finalStats().writtenPackets().get("null"));
        assertEquals(PACKETS, finished.finalStats().unsavedPackets().get("block_handler"));
    }

    @Test
    void shouldFailTheSessionWhenNoSinkIsLeft() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(100, 10_000))
                            .build())
                    .sink(Sinks.handler(packet -> {
                        throw new IOException("No space left on device (in a test)");
                    }))
                    .start();
            final CaptureException e = assertThrows(CaptureException.class, () -> session.await(LONG));
            assertEquals(ErrorCode.RUN_DISK_FULL, e.code());
            assertEquals(SessionState.FAILED, session.state());
        }
    }

    @Test
    void shouldFailTheStartWhenASinkCannotBeOpened() throws Exception {
        final Path file = Files.createFile(folder.resolve("a file"));
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession.Builder builder = manager.capture(
                            CaptureSpec.ofSynthetic(new SyntheticTraffic(100, 1000))
                                    .build())
                    .sink(Sinks.pcapng(file));
            final CaptureException e = assertThrows(CaptureException.class, builder::start);
            assertEquals(ErrorCode.START_CREATE_FILE_FAILED, e.code());
            assertTrue(String.valueOf(e.getMessage()).contains(file.toString()), e::getMessage);
        }
    }

    @Test
    void shouldFailTheStartWhenASinkCannotBegin() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession.Builder builder = manager.capture(
                            CaptureSpec.ofSynthetic(new SyntheticTraffic(100, 1000))
                                    .build())
                    .sink(Sinks.pcap(folder))
                    .sink(new BrokenAtTheBeginning());
            final CaptureException e = assertThrows(CaptureException.class, builder::start);
            assertEquals(ErrorCode.START_CREATE_FILE_FAILED, e.code());
            assertTrue(String.valueOf(e.getMessage()).contains("cannot begin"), e::getMessage);
        }
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.toList(), "a session that never ran leaves no file");
        }
    }

    private CaptureFinished capture(Sink... sinks) throws InterruptedException {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession.Builder builder =
                    manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(100, 500_000))
                            .maxPackets(PACKETS)
                            .build());
            for (Sink sink : sinks) {
                builder.sink(sink);
            }
            return builder.listener(new CaptureListener() {
                        @Override
                        public void onMessage(CaptureMessage message) {
                            heard.add(message);
                        }
                    })
                    .start()
                    .await(LONG);
        }
    }

    private static final class BrokenAtTheBeginning implements Sink {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public boolean isRecording() {
            return false;
        }

        @Override
        public SinkWriter open(SinkContext context) {
            return new SinkWriter() {
                @Override
                public void begin(List<io.ringcap.message.CaptureInterface> interfaces) throws IOException {
                    throw new IOException("cannot begin");
                }

                @Override
                public void onBlock(io.ringcap.packet.PacketBlock block) {
                    throw new AssertionError("a block came before the beginning");
                }
            };
        }
    }
}
