package io.ringcap.bench.jmh;

import io.ringcap.sink.Sinks;
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
 * What does the file format cost? A block goes to a ring of two files of 256 MiB, as pcap (whose records a block holds as they are)
 * and as pcapng (which has its own); time per packet. The baseline writes the block's records to such a ring by {@code FileChannel.write}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = ProductionFlags.SERIAL_GC)
public class FileFormatBenchmark {
    private static final int PACKETS = 512;

    @Param({SamplePackets.SMALL, SamplePackets.MIXED})
    String traffic = SamplePackets.SMALL;

    private BenchFolder folder;
    private SampleBlock block;
    private OpenSink pcap;
    private OpenSink pcapng;
    private RawFiles raw;

    @Setup(Level.Trial)
    public void open() throws IOException {
        folder = new BenchFolder();
        block = SampleBlock.ofPackets(traffic, PACKETS);
        pcap = new OpenSink(Sinks.pcap(folder.path().resolve("pcap"), RawFiles.ring()));
        pcapng = new OpenSink(Sinks.pcapng(folder.path().resolve("pcapng"), RawFiles.ring()));
        raw = new RawFiles(folder.path(), true, block.records());
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        pcap.close();
        pcapng.close();
        raw.close();
        folder.close();
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public void pcap() throws Exception {
        pcap.write(block.next());
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public void pcapng() throws Exception {
        pcapng.write(block.next());
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long fileChannel() throws IOException {
        return raw.write();
    }
}
