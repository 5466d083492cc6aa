package io.ringcap.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SendOptions;
import io.ringcap.testing.SequenceCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the samples that list, count and record as a user would, with numbered packets, each of which is accounted for. */
final class LiveSamplesTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void requireLive() {
        LiveNetwork.assumeLive();
    }

    @Test
    void shouldListTheInterfacesThereAre() throws Exception {
        try (LiveNetwork network = LiveNetwork.withReceiverInOwnNamespace()) {
            final List<String> lines = RunningSample.run(ListDevices::main);
            assertTrue(lines.stream().anyMatch(line -> line.startsWith("lo up [127.0.0.1")), lines::toString);
            assertTrue(lines.contains(network.receiver(0) + " up []"), lines::toString);
        }
    }

    @Test
    void shouldCountPacketsByWhatTheyCarry() throws Exception {
        try (LiveNetwork network = LiveNetwork.withReceiverInOwnNamespace();
                RunningSample sample = RunningSample.start(CountPackets::main, network.receiver(0), "3")) {
            sample.awaitLine("capturing on ");
            assertEquals(5_000, network.sendAndWait(SendOptions.count(5_000)));
            assertEquals(List.of("capturing on " + network.receiver(0), "UDP 5000"), sample.await());
        }
    }

    @Test
    void shouldCountNothingThatTheFilterDoesNotMatch() throws Exception {
        try (LiveNetwork network = LiveNetwork.withReceiverInOwnNamespace();
                RunningSample sample = RunningSample.start(CountPackets::main, network.receiver(0), "1", "tcp")) {
            sample.awaitLine("capturing on ");
            network.sendAndWait(SendOptions.count(100));
            assertEquals(List.of("capturing on " + network.receiver(0)), sample.await());
        }
    }

    @Test
    void shouldHearOfEachFileThatRotationMakes() throws Exception {
        try (LiveNetwork network = LiveNetwork.withReceiverInOwnNamespace();
                RunningSample sample =
                        RunningSample.start(RecordWithRotation::main, network.receiver(0), folder.toString(), "3")) {
            sample.awaitLine("capturing on ");
            network.sendAndWait(SendOptions.count(20_000).sizeBytes(200).packetsPerSecond(40_000));
            final List<String> lines = sample.await();
            final List<String> announced = lines.subList(1, lines.size() - 1);

            assertEquals(announced.size() + " files, 20000 packets", lines.get(lines.size() - 1));
            assertTrue(announced.size() >= 4, () -> "20,000 packets are more than four mebibytes: " + lines);
            final List<Path> files = announced.stream()
                    .map(line -> Path.of(line.substring(0, line.indexOf(": "))))
                    .toList();
            assertEquals(filesIn(folder), files.stream().sorted().toList());
            for (int i = 0; i < files.size(); i++) {
                final String said = packets(files.get(i)) + " packets, " + Files.size(files.get(i)) + " bytes";
                assertEquals(files.get(i) + ": " + said, announced.get(i));
            }
            final SequenceCheck sequences = PcapFiles.sequences(files, folder);
            assertEquals(20_000, sequences.packets());
            assertEquals(0, sequences.missing());
        }
    }

    /** Counted by a foreign reader, which also says whether the file is whole. */
    private long packets(Path pcapng) throws IOException {
        return PcapFiles.sequences(List.of(pcapng), folder).packets();
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
