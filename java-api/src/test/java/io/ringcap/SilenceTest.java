package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureFinished;
import io.ringcap.sink.JournalReader;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.ChildJvm;
import io.ringcap.testing.Commands;
import io.ringcap.testing.LiveNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ringcap and its libraries send nothing to anybody: a program that uses all of it is listened to on its only way out. */
class SilenceTest {
    @TempDir
    Path folder;

    /** Records into a journal and files, and reads the journal. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            final Path out = Path.of(arguments[0]);
            try (CaptureManager manager = CaptureManager.open()) {
                manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(200, 50_000))
                                .maxDuration(Duration.ofSeconds(2))
                                .build())
                        .sink(Sinks.journal(out.resolve("journal")))
                        .sink(Sinks.pcapng(out))
                        .start()
                        .await(Duration.ofSeconds(10));
            }
            try (JournalReader reader = JournalReader.open(out.resolve("journal"))) {
                while (!reader.isEnded()) {
                    reader.poll(block -> {});
                }
            }
            System.out.println("done");
        }
    }

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    @Test
    void shouldSendNoPacket() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final String namespace = network.sendingNetns().getFileName().toString();
            Commands.run("ip", "-n", namespace, "address", "add", "192.0.2.1/24", "dev", network.sender(0));
            Commands.run("ip", "-n", namespace, "link", "set", "lo", "up");
            Commands.run("ip", "-n", namespace, "route", "add", "default", "via", "192.0.2.2");
            final CaptureSession listening = manager.capture(CaptureSpec.onInterface(network.receiver(0))
                            .netns(network.receivingNetns())
                            .build())
                    .sink(Sinks.pcap(folder))
                    .start();
            // The way out is open: a packet to anywhere would be seen.
            Commands.run("ip", "netns", "exec", namespace, "bash", "-c", "echo x > /dev/udp/198.51.100.1/9");
            final String said = new ChildJvm(Program.class)
                    .startedBy("ip", "netns", "exec", namespace)
                    .flags(List.of(
                            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED"))
                    .run(folder.toString());
            listening.stop();
            final CaptureFinished finished = listening.await(Duration.ofSeconds(10));
            assertEquals("done", said);
            assertEquals(
                    1,
                    finished.finalStats().packets(),
                    () -> "see " + finished.resultFiles() + ": one is our own probe");
        }
    }
}
