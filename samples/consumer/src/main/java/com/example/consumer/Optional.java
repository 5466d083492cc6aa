package com.example.consumer;

import io.ringcap.CaptureManager;
import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.CompressFormat;
import io.ringcap.config.FileOptions;
import io.ringcap.config.SourceChoice;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFinished;
import io.ringcap.sink.Sink;
import io.ringcap.sink.Sinks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/** Asks for everything that needs another jar, and tells what it got, or was told. */
final class Optional {
    private static final long PACKETS = 1_000;

    private Optional() {}

    static void run(Path folder) throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSpec generated = CaptureSpec.ofSynthetic(new SyntheticTraffic(200, 0))
                    .maxPackets(PACKETS)
                    .build();
            System.out.println("journal: " + attempt(manager, generated, Sinks.journal(folder.resolve("journal"))));
            for (CompressFormat format : CompressFormat.values()) {
                final Path to = folder.resolve(format.name().toLowerCase(Locale.ROOT));
                final FileOptions options =
                        FileOptions.builder().compress(format).build();
                System.out.println(format.text() + ": " + attempt(manager, generated, Sinks.pcapng(to, options))
                        + endings(manager, to));
            }
            final Path plain = folder.resolve("plain");
            System.out.println("pcapng: " + attempt(manager, generated, Sinks.pcapng(plain)));
            try (Stream<Path> files = Files.list(plain)) {
                final CaptureSpec recorded = CaptureSpec.fromFile(
                                files.filter(file -> file.toString().endsWith(".pcapng"))
                                        .findFirst()
                                        .orElseThrow())
                        .filter("ip")
                        .build();
                System.out.println("jna: " + attempt(manager, recorded, Sinks.discard()));
            }
        }
    }

    private static String attempt(CaptureManager manager, CaptureSpec spec, Sink sink) throws InterruptedException {
        final CaptureConfig config = CaptureConfig.builder()
                .source(spec.file() == null ? SourceChoice.AUTO : SourceChoice.JNA)
                .build();
        try {
            final CaptureFinished finished = manager.capture(spec)
                    .config(config)
                    .sink(sink)
                    .start()
                    .await(Duration.ofSeconds(30));
            return finished.finalStats().packets() + " packets";
        } catch (CaptureException e) {
            return (e.isPrerequisiteMissing() ? "missing: " : "failed: ") + e.getMessage();
        }
    }

    /** How the names of the archives end that closed files have become. */
    private static String endings(CaptureManager manager, Path folder) throws Exception {
        if (!Files.isDirectory(folder)) {
            return "";
        }
        manager.awaitFiles(Duration.ofSeconds(30));
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .map(name -> " in a file named *" + name.substring(name.indexOf('.')))
                    .sorted()
                    .reduce("", String::concat);
        }
    }
}
