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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to append a block to the journal, by the block's size? Time per block, in a journal of two segments of 256 MiB.
 * The baselines write the same records to files of the same size and number by {@code FileChannel.write}: to new ones, as the journal
 * does, and over old ones, as its sibling for pcap files does.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 2,
        jvmArgsAppend = {
            ProductionFlags.SERIAL_GC,
            ProductionFlags.CHRONICLE_NIO,
            ProductionFlags.CHRONICLE_REF,
            ProductionFlags.CHRONICLE_REFLECT,
            ProductionFlags.NO_ANALYTICS,
            ProductionFlags.NO_DISK_MONITOR
        })
public class JournalAppendBenchmark {
    @Param({"65536", "262144", "1048576"})
    int blockBytes = 262_144;

    private BenchFolder folder;
    private SampleBlock block;
    private OpenSink journal;
    private RawFiles newFiles;
    private RawFiles oldFiles;

    @Setup(Level.Trial)
    public void open() throws IOException {
        folder = new BenchFolder();
        block = SampleBlock.ofBytes(SamplePackets.MIXED, blockBytes);
        journal = new OpenSink(Sinks.journal(folder.path().resolve("journal"), RawFiles.ring()));
        newFiles = new RawFiles(folder.path(), false, block.records());
        oldFiles = new RawFiles(folder.path(), true, block.records());
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        journal.close();
        newFiles.close();
        oldFiles.close();
        folder.close();
    }

    @Benchmark
    public void journal() throws Exception {
        journal.write(block.next());
    }

    @Benchmark
    public long fileChannel() throws IOException {
        return newFiles.write();
    }

    @Benchmark
    public long fileChannelWritingOver() throws IOException {
        return oldFiles.write();
    }
}
