package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SendOptions;
import io.ringcap.testing.TestContainer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options that say whose packets are wanted, as a script uses them. */
final class TargetCommandTest {
    private static final String ID =
            String.format("%016x", ProcessHandle.current().pid()).repeat(4);

    @TempDir
    private Path folder;

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    @Test
    void shouldRecordAContainerUntilItEnds() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                TestContainer container = TestContainer.open("/system.slice/docker-" + ID + ".scope")) {
            container.start(network.receivingNetns());
            try (Cli cli = Cli.start(
                    "record",
                    "--container",
                    ID.substring(0, 30),
                    "-w",
                    folder.toString(),
                    "--format",
                    "pcap",
                    "--json")) {
                cli.awaitOut("CAPTURE_STARTED");
                final long sent = network.sendAndWait(SendOptions.count(10_000).packetsPerSecond(50_000));
                container.stop();
                final Cli.Result result = cli.await();

                assertEquals(ExitCodes.FAILED, result.exitCode(), result.err());
                assertEquals("CAPTURE_FAILED", result.last().path("type").asText());
                assertEquals(204, result.last().path("error_code").asInt());
                assertTrue(result.err().contains("container " + ID + " ended"), result.err());
                final JsonNode file = result.json().stream()
                        .filter(message -> message.path("type").asText().equals("CAPTURE_FILE_READY"))
                        .findFirst()
                        .orElseThrow()
                        .path("files")
                        .path(0);
                assertEquals(
                        sent,
                        PcapFiles.sequences(Path.of(file.path("file_path").asText()))
                                .packets());
            }
        }
    }

    @Test
    void shouldRecordFromAllInterfacesOfANamespaceWhatTheListsLeave() throws Exception {
        try (LiveNetwork network = LiveNetwork.open(2, 1500);
                Cli cli = Cli.start(
                        "record",
                        "--netns",
                        network.receivingNetns().getFileName().toString(),
                        "--protocol",
                        "udp",
                        "--ip",
                        "192.0.2.1",
                        "--port",
                        "40001-40009",
                        "-f",
                        "greater 200",
                        "--packets",
                        "300",
                        "--sink",
                        "null",
                        "--json")) {
            cli.awaitOut("CAPTURE_STARTED");
            network.sendAndWait(SendOptions.count(1_000).sizeBytes(100));
            network.sendAndWait(SendOptions.count(100).sizeBytes(400));
            network.sendAndWait(SendOptions.count(200).sizeBytes(400).pair(1));
            final Cli.Result result = cli.await();
            assertEquals(0, result.exitCode(), result.err());
            assertEquals(300, result.last().path("final_stats").path("packets").asInt());
            final JsonNode effective = result.json().get(0).path("effective");
            assertEquals(
                    "((udp) and (host 192.0.2.1) and (portrange 40001-40009)) and (greater 200)",
                    effective.path("filter").asText());
            assertEquals(2, effective.path("interfaces").size());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--process   | ;rm -rf /         | 103",
                "--process   | @/etc/hostname    | 103",
                "--container | a b               | 103",
                "--domain    | a b;id            | 100"
            })
    void shouldTakeHostileNamesAsData(String option, String name, int code) {
        final Cli.Result result = Cli.run("record", option, name, "--duration", "1s", "--json");
        assertEquals(ExitCodes.FAILED, result.exitCode(), result.err());
        assertEquals(code, result.last().path("error_code").asInt(), result.out());
        final String text = result.last().path("error_msg").asText();
        assertTrue(text.contains(name), text);
        assertEquals(1, result.err().lines().count(), result.err());
    }

    @Test
    void shouldNotLetANameMoveTheCursor() {
        final Cli.Result result = Cli.run("record", "--container", "\u001b[2J" + "x".repeat(300));
        assertEquals(ExitCodes.FAILED, result.exitCode(), result.err());
        assertTrue(result.err().contains("'?[2Jxxx"), result.err());
    }
}
