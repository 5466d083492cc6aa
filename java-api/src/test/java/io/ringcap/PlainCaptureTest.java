package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SourceChoice;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFinished;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Capture to files and handlers needs neither Chronicle nor JNA nor compression nor a JVM flag; what does says so. */
class PlainCaptureTest {
    @TempDir
    Path folder;

    /** What runs in the JVM without the optional jars: records, reads again, and asks for what cannot be had. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            final Path out = Path.of(arguments[0]);
            final long[] handled = new long[1];
            try (CaptureManager manager = CaptureManager.open()) {
                final CaptureFinished made = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(200, 0))
                                .maxPackets(10_000)
                                .build())
                        .sink(Sinks.pcap(out))
                        .sink(Sinks.pcapng(out))
                        .start()
                        .await(Duration.ofSeconds(10));
                final Path pcapng = Path.of(made.resultFiles().stream()
                        .filter(file -> file.sink().equals("pcapng"))
                        .findFirst()
                        .orElseThrow()
                        .filePath());
                manager.capture(CaptureSpec.fromFile(pcapng).filter("udp").build())
                        .sink(Sinks.handler(packet -> handled[0]++))
                        .start()
                        .await(Duration.ofSeconds(10));
                System.out.println("handled " + handled[0]);
                say(manager.capture(CaptureSpec.fromFile(pcapng).build()).sink(Sinks.journal(out.resolve("journal"))));
                say(manager.capture(CaptureSpec.fromFile(pcapng).build())
                        .config(CaptureConfig.builder().source(SourceChoice.JNA).build())
                        .sink(Sinks.discard()));
            }
        }

        private static void say(CaptureSession.Builder builder) throws InterruptedException {
            try {
                builder.start();
                System.out.println("started");
            } catch (CaptureException e) {
                System.out.println(e.code() + " " + e.getMessage());
            }
        }
    }

    @Test
    void shouldCaptureWithoutOptionalJarsAndFlags() {
        final List<String> said = new ChildJvm(Program.class)
                .without("chronicle-")
                .without("jna-")
                .without("commons-compress")
                .without("zstd-jni")
                .run(folder.toString())
                .lines()
                .toList();
        assertEquals(3, said.size(), said.toString());
        assertEquals("handled 10000", said.get(0));
        assertTrue(said.get(1).contains("START_ENGINE_FAILED"), said.get(1));
        assertTrue(said.get(1).contains("net.openhft:chronicle-queue"), said.get(1));
        assertTrue(said.get(2).contains("net.java.dev.jna:jna"), said.get(2));
    }

    /** A trimmed Java has no flight recorder, and nothing of ours needs it. */
    @Test
    void shouldCaptureWithoutTheFlightRecorder() {
        final List<String> said = new ChildJvm(Program.class)
                .flags(List.of("--limit-modules", "java.base,java.logging,java.management,jdk.unsupported"))
                .without("chronicle-")
                .without("jna-")
                .run(folder.toString())
                .lines()
                .toList();
        assertEquals("handled 10000", said.get(0));
    }
}
