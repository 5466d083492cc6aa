package io.ringcap.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.CaptureManager;
import io.ringcap.message.SessionState;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SendOptions;
import io.ringcap.testing.Waits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the samples about sessions that are asked for by id, and kept apart. */
final class SessionSamplesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @BeforeEach
    void requireLive() {
        LiveNetwork.assumeLive();
    }

    @Test
    void shouldCaptureOnDemand() throws Exception {
        try (LiveNetwork network = LiveNetwork.withReceiverInOwnNamespace();
                RunningSample sample = RunningSample.start(
                        CaptureOnDemand::main, network.receiver(0), folder.toString(), "udp", "2")) {
            sample.awaitLine("started ");
            network.sendAndWait(SendOptions.count(1_000));
            final List<String> lines = sample.await();
            assertEquals(List.of("RUNNING 1000 packets", "COMPLETED 1000 packets"), lines.subList(1, 3));
            assertEquals(1_000, packets(Path.of(lines.get(3))));
            assertEquals(4, lines.size());
        }
    }

    @Test
    void shouldServeSeveralOnOneInterfaceById() throws Exception {
        try (LiveNetwork network = LiveNetwork.withReceiverInOwnNamespace();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureOnDemand service = new CaptureOnDemand(manager, folder);
            final String first = service.start(network.receiver(0), "");
            final String second = service.start(network.receiver(0), "udp");
            final String silent = service.start(network.receiver(0), "tcp");
            network.sendAndWait(SendOptions.count(1_000));
            Waits.until(
                    PATIENCE,
                    () -> service.status(first).stats().packets() == 1_000,
                    "the status does not show the packets");
            assertEquals(Optional.empty(), service.file(first), "it is not whole yet");
            service.stop(first);
            assertEquals(1_000, packets(service.file(first).orElseThrow()));
            assertEquals(SessionState.RUNNING, service.status(second).state());

            network.sendAndWait(SendOptions.count(500).start(1_000));
            service.stop(second);
            service.stop(silent);
            assertEquals(1_000, service.status(first).stats().packets());
            assertEquals(1_500, packets(service.file(second).orElseThrow()));
            assertEquals(0, packets(service.file(silent).orElseThrow()));
            assertThrows(NoSuchElementException.class, () -> service.status("capture_1"));
        }
    }

    @Test
    void shouldKeepTwoOwnersApart() throws Exception {
        try (LiveNetwork network = LiveNetwork.withReceiverInOwnNamespace();
                RunningSample sample =
                        RunningSample.start(TwoOwners::main, network.receiver(0), folder.toString(), "4")) {
            assertEquals("bob finds alice's capture: false", sample.awaitLine("bob finds "));
            network.sendAndWait(SendOptions.count(1_000));
            assertEquals(
                    "alice has left: 1000 packets, stopped; bob's is RUNNING", sample.awaitLine("alice has left: "));
            network.sendAndWait(SendOptions.count(500).start(1_000));
            final List<String> lines = sample.await();
            assertEquals("bob has stopped: 1500 packets, stopped", lines.get(lines.size() - 1));
            assertTrue(
                    lines.get(1).matches("alice sees \\[(capture_\\d+)], bob sees \\[(?!\\1)capture_\\d+]"),
                    lines.get(1));
            assertEquals(1_000, packets(onlyFile(folder.resolve("alice"))));
            assertEquals(1_500, packets(onlyFile(folder.resolve("bob"))));
        }
    }

    /** Counted by a foreign reader, which also says whether the file is whole. */
    private long packets(Path pcapng) throws IOException {
        return PcapFiles.sequences(List.of(pcapng), folder).packets();
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            final List<Path> all = files.toList();
            assertEquals(1, all.size(), all::toString);
            return all.get(0);
        }
    }
}
