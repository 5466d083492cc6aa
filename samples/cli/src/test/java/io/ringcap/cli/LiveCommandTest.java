package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringcap.testing.Commands;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SendOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on real interfaces, which needs root. */
final class LiveCommandTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    @Test
    void shouldRecordAllThatWasSentWhenInterrupted() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                Cli cli = Cli.start(
                        "record",
                        "--netns",
                        network.receivingNetns().toString(),
                        "-i",
                        network.receiver(0),
                        "-f",
                        "udp",
                        "-w",
                        folder.toString(),
                        "--format",
                        "pcap",
                        "--json")) {
            cli.awaitOut("CAPTURE_STARTED");
            final long sent =
                    network.sendAndWait(SendOptions.count(50_000).mixed().packetsPerSecond(50_000));
            cli.signal("INT");
            final Cli.Result result = cli.await();

            assertEquals(0, result.exitCode(), result.err());
            final JsonNode stats = result.last().path("final_stats");
            assertEquals(sent, stats.path("packets").asLong());
            assertEquals(0, stats.path("dropped_kernel").asLong());
            final String file =
                    result.last().path("result_files").path(0).path("file_path").asText();
            assertEquals(sent, PcapFiles.sequences(Path.of(file)).packets());
        }
    }

    @Test
    void shouldHoldForTheDurationWithoutTraffic() throws Exception {
        try (LiveNetwork network = LiveNetwork.open()) {
            final Cli.Result result = Cli.run(
                    "record",
                    "--netns",
                    network.receivingNetns().getFileName().toString(),
                    "-i",
                    network.receiver(0),
                    "--duration",
                    "1s",
                    "--json");
            assertEquals(0, result.exitCode(), result.err());
            final JsonNode finished = result.last();
            assertEquals("duration", finished.path("finish_reason").asText());
            assertEquals(0, finished.path("final_stats").path("packets").asLong());
            final long ran = finished.path("finish_ts_usec").asLong()
                    - result.json().get(0).path("start_ts_usec").asLong();
            assertTrue(ran >= 990_000 && ran < 1_500_000, "it ran for " + ran + " us");
        }
    }

    @Test
    void shouldRecordFromSeveralInterfaces() throws Exception {
        try (LiveNetwork network = LiveNetwork.open(2, 1500);
                Cli cli = Cli.start(
                        "record",
                        "--netns",
                        network.receivingNetns().toString(),
                        "-i",
                        network.receiver(0),
                        "-i",
                        network.receiver(1),
                        "--packets",
                        "300",
                        "-w",
                        folder.toString(),
                        "--json")) {
            cli.awaitOut("CAPTURE_STARTED");
            network.sendAndWait(SendOptions.count(100));
            network.sendAndWait(SendOptions.count(200).pair(1));
            final JsonNode finished = cli.await().last();
            assertEquals(300, finished.path("final_stats").path("packets").asLong());
            final String file =
                    finished.path("result_files").path(0).path("file_path").asText();
            final String names = Commands.run("tshark", "-r", file, "-T", "fields", "-e", "frame.interface_name");
            assertEquals(100, names.lines().filter(network.receiver(0)::equals).count());
            assertEquals(200, names.lines().filter(network.receiver(1)::equals).count());
        }
    }

    @Test
    void shouldListLoopbackAndTheInterfacesOfANamespace() {
        assertTrue(Cli.run("devices").out().lines().anyMatch(line -> line.matches("lo +running +127\\.0\\.0\\.1 .*")));
        try (LiveNetwork network = LiveNetwork.open()) {
            final Cli.Result result =
                    Cli.run("devices", "--netns", network.receivingNetns().toString(), "--json");
            final JsonNode device = result.json().stream()
                    .filter(each -> network.receiver(0).equals(each.path("name").asText()))
                    .findFirst()
                    .orElseThrow();
            assertTrue(device.path("is_running").asBoolean());
        }
    }

    @Test
    void shouldDemonstrateOnAPairOfInterfaces() {
        final Cli.Result result = Cli.run("demo", "--dir", folder.toString());
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().contains("100,000 sent, 100,000 recorded, 0 dropped"), result.out());
        assertEquals(
                10, result.out().lines().filter(line -> line.contains(" > ")).count(), result.out());
        assertTrue(Commands.run("ip", "netns", "list").lines().noneMatch(line -> line.startsWith("ringcap-demo")));
    }

    @Test
    void shouldRemoveTheNetworkOfAnInterruptedDemo() throws Exception {
        try (Cli cli = Cli.start("demo", "--dir", folder.toString())) {
            cli.awaitOut("Recording into");
            cli.signal("INT");
            assertEquals(ExitCodes.FAILED, cli.await().exitCode());
        }
        assertTrue(Commands.run("ip", "netns", "list").lines().noneMatch(line -> line.startsWith("ringcap-demo")));
    }

    @Test
    void shouldDemonstrateWithAFileWhenInterfacesMayNotBeMade() {
        final Cli.Result result = Cli.usual()
                .behind("setpriv", "--bounding-set", "-net_raw,-net_admin,-sys_admin")
                .run("demo", "--dir", folder.toString());
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().startsWith("No traffic on interfaces: "), result.out());
        assertTrue(result.out().contains("100,000 sent, 100,000 recorded, 0 dropped"), result.out());
    }
}
