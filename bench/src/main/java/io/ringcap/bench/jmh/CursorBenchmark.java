package io.ringcap.bench.jmh;

import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;
import java.nio.ByteBuffer;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does the view on a packet cost over parsing the same bytes by hand? A block is walked; time per packet. The baseline reads a
 * {@link ByteBuffer} without any check of its own.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = ProductionFlags.SERIAL_GC)
public class CursorBenchmark {
    private static final int PACKETS = 512;
    private static final int ETHER_TYPE = 12;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    @Param({SamplePackets.SMALL, SamplePackets.MIXED})
    String traffic = SamplePackets.SMALL;

    private PacketBlock block = new PacketBlock();
    private ByteBuffer records = ByteBuffer.allocate(0);
    private final PacketCursor cursor = new PacketCursor();

    @Setup(Level.Trial)
    public void fillBlock() {
        final SampleBlock sample = SampleBlock.ofPackets(traffic, PACKETS);
        block = sample.next();
        records = sample.records();
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long cursorLengths() {
        long bytes = 0;
        cursor.wrap(block);
        while (cursor.next()) {
            bytes += cursor.originalLength();
        }
        return bytes;
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long byteBufferLengths() {
        long bytes = 0;
        for (int at = 0; at < records.limit(); at = after(at)) {
            bytes += records.getInt(at + BlockLayout.RECORD_ORIGINAL_OFFSET);
        }
        return bytes;
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public void cursorFields(Blackhole sink) {
        cursor.wrap(block);
        while (cursor.next()) {
            sink.consume(cursor.timestampNs());
            sink.consume(cursor.getUnsignedShort(ETHER_TYPE));
        }
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public void byteBufferFields(Blackhole sink) {
        for (int at = 0; at < records.limit(); at = after(at)) {
            sink.consume(Integer.toUnsignedLong(records.getInt(at)) * NS_PER_SECOND
                    + records.getInt(at + BlockLayout.RECORD_NANOS_OFFSET));
            sink.consume(Short.toUnsignedInt(
                    Short.reverseBytes(records.getShort(at + BlockLayout.RECORD_HEADER_BYTES + ETHER_TYPE))));
        }
    }

    private int after(int record) {
        return record + BlockLayout.RECORD_HEADER_BYTES + records.getInt(record + BlockLayout.RECORD_CAPTURED_OFFSET);
    }
}
