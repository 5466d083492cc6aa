package io.ringcap.bench.jmh;

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
 * What does it cost to hand a block to another thread, by the way that thread waits? {@code oneByOne} hands one on and waits until
 * the other side has seen it, as on a quiet link: half a round trip and a wake-up. {@code stream} hands on as many as the ring takes,
 * as at full rate: time per block. The baseline is the JDK's {@code ArrayBlockingQueue}.
 *
 * <p>Ringcap waits by PARKING. YIELDING and BUSY_SPIN need a core of their own.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = ProductionFlags.SERIAL_GC)
public class HandOffBenchmark {
    private static final int BLOCKS = 4096;

    @Param
    HandOffKind waiting = HandOffKind.BLOCKING;

    private HandOff handOff;

    @Setup(Level.Trial)
    public void start() {
        handOff = waiting.start();
    }

    @TearDown(Level.Trial)
    public void stop() throws InterruptedException {
        handOff.stop();
    }

    @Benchmark
    public long oneByOne() throws InterruptedException {
        final long number = handOff.put();
        handOff.awaitSeen(number);
        return number;
    }

    @Benchmark
    @OperationsPerInvocation(BLOCKS)
    public long stream() throws InterruptedException {
        long number = 0;
        for (int i = 0; i < BLOCKS; i++) {
            number = handOff.put();
        }
        handOff.awaitSeen(number);
        return number;
    }
}
