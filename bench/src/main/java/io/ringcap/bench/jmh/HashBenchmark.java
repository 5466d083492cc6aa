package io.ringcap.bench.jmh;

import io.ringcap.config.ConfigSnapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to make a configuration, whose hash is computed and checked? Time per snapshot. The baselines are a CRC-32C, as
 * the protocol has it, and a SHA-256 over a text as long as the canonical form, which is what is left when everything around them is
 * taken away.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = ProductionFlags.SERIAL_GC)
public class HashBenchmark {
    private static final int CANONICAL_CHARS = 400;

    private final String text = "file_rotate_size_mb=100\n".repeat(CANONICAL_CHARS / 24);
    private final MessageDigest sha256;
    private int seconds;

    public HashBenchmark() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Benchmark
    public long snapshot() {
        return ConfigSnapshot.builder()
                .outputDir(Path.of("/var/lib/ringcap"))
                .fileRotateSizeMb(100)
                .fileRotateSeconds(seconds++ & 0xFFFF)
                .build()
                .configHash();
    }

    @Benchmark
    public long crc32c() {
        final CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    @Benchmark
    public byte[] sha256() {
        return sha256.digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
