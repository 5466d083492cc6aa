package io.ringcap.bench.jmh;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SourceChoice;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.internal.pcap.Slab;
import io.ringcap.internal.pcap.Sources;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a packet cost to bring from libpcap into a block of Java's, by the number of crossings? One file is read from open to
 * close; time per packet. The baselines are one JNI call a packet, one JNA call a packet, and one JNA callback a packet.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = ProductionFlags.SERIAL_GC)
public class FillBenchmark {
    private static final int PACKETS = 200_000;
    private static final long WAIT_NS = TimeUnit.MILLISECONDS.toNanos(100);

    @Param({SamplePackets.SMALL, SamplePackets.MIXED})
    String traffic = SamplePackets.SMALL;

    private SampleFile file;
    private Slab slab;

    @Setup(Level.Trial)
    public void makeFile() throws IOException {
        file = SampleFile.of(traffic, PACKETS);
        slab = Slab.map(1, CaptureConfig.DEFAULT_BLOCK_BYTES);
    }

    @TearDown(Level.Trial)
    public void removeFile() throws IOException {
        slab.close();
        file.close();
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int jniPerBlock() {
        return fillAll(SourceChoice.SHIM);
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int jniPerPacket() throws IOException {
        try (PacketJni reader = new PacketJni(file.path(), CaptureConfig.DEFAULT_BLOCK_BYTES)) {
            return complete(reader.readAll());
        }
    }

    /** Ringcap's portable source, bound by direct mapping. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int jnaPerPacket() {
        return fillAll(SourceChoice.JNA);
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int jnaCallbackPerPacket() throws IOException {
        try (PacketJna reader = new PacketJna(file.path(), CaptureConfig.DEFAULT_BLOCK_BYTES)) {
            return complete(reader.readAll());
        }
    }

    private int fillAll(SourceChoice choice) {
        final CaptureSpec spec = CaptureSpec.fromFile(file.path()).build();
        final CaptureConfig config = CaptureConfig.builder().source(choice).build();
        int packets = 0;
        try (BlockSource source = Sources.open(spec, config)) {
            for (int taken = 0; taken != BlockSource.END; taken = source.fill(slab.block(0), WAIT_NS, WAIT_NS)) {
                packets += taken;
            }
        }
        return complete(packets);
    }

    /** A reader that leaves packets out would look fast. */
    private static int complete(int packets) {
        if (packets != PACKETS) {
            throw new IllegalStateException(packets + " of " + PACKETS + " packets were read");
        }
        return packets;
    }
}
