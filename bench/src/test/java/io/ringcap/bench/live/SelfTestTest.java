package io.ringcap.bench.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a live network: skipped where none can be made, or where the programs are not built. */
final class SelfTestTest {
    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void shouldReportTheLossAndTheDelayThatWereInjected() throws Exception {
        final Tools tools = Tools.ofCheckout();
        assumeTrue("root".equals(System.getProperty("user.name")), "it makes network namespaces, as root");
        assumeTrue(
                Tools.isOnPath("ip")
                        && Files.isExecutable(tools.sender())
                        && Files.isExecutable(tools.nullLoop())
                        && Files.exists(tools.root().resolve("samples/cli/target/ringcap-cli.jar")),
                "the sender, the C loop and the command have to be built");
        final ByteArrayOutputStream said = new ByteArrayOutputStream();
        final boolean isGood;
        final Path namespace;
        try (BenchNetwork network = BenchNetwork.open(tools, 1)) {
            namespace = network.receivingNetns();
            isGood = new SelfTest(network, tools, folder, new PrintStream(said, true, StandardCharsets.UTF_8)).run();
        }

        assertTrue(isGood, said.toString(StandardCharsets.UTF_8));
        assertEquals(false, Files.exists(namespace));
        try (var left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }
}
