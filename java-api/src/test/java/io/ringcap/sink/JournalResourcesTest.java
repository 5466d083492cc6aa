package io.ringcap.sink;

import static io.ringcap.sink.JournalFixture.append;
import static io.ringcap.sink.JournalFixture.begun;
import static io.ringcap.sink.JournalFixture.blocksOf;
import static io.ringcap.sink.JournalFixture.openOrMapped;
import static io.ringcap.sink.JournalFixture.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ringcap.packet.PacketBlock;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalResourcesTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    @Test
    void shouldAllocateNothingPerBlock() throws Exception {
        final SinkWriter writer = begun(folder, 1);
        final PacketBlock block = JournalFixture.block(new TestBlocks(), 0);
        appendAll(writer, block, 20_000);

        // When a method gets hot the JIT compiler loads classes and strings on this thread, a few KB now and then; what
        // a
        // block costs would show in every round, as 160,000 bytes or more.
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 10 && allocated > 0; round++) {
            final long start = THREADS.getCurrentThreadAllocatedBytes();
            appendAll(writer, block, 10_000);
            allocated = THREADS.getCurrentThreadAllocatedBytes() - start;
        }
        writer.finish(List.of());
        writer.close();
        assertEquals(0, allocated, "bytes for 10,000 blocks within one mapping");
    }

    @Test
    void shouldAllocateLittleWhenAMappingChanges() throws Exception {
        final SinkWriter writer = begun(folder, 1);
        final TestBlocks blocks = new TestBlocks();
        blocks.begin(0, 1).fill(TestBlocks.SOME_TIME_NS, 1500);
        final PacketBlock block = blocks.block();
        appendAll(writer, block, 900);

        final long start = THREADS.getCurrentThreadAllocatedBytes();
        appendAll(writer, block, 300);
        final long allocated = THREADS.getCurrentThreadAllocatedBytes() - start;
        System.getLogger("io.ringcap.test").log(System.Logger.Level.INFO, "a new mapping took {0} bytes", allocated);
        writer.finish(List.of());
        writer.close();

        assertTrue(allocated < 64 << 10, allocated + " bytes for 300 blocks with one new mapping");
    }

    @Test
    void shouldHoldNothingAfterClose() throws Exception {
        record(folder, 0, 10);
        assertEquals(0, openOrMapped(folder));
        final Set<String> threads = threads();
        for (int i = 1; i <= 50; i++) {
            final SinkWriter writer = begun(folder, i);
            append(writer, new TestBlocks(), 0, 10);
            assertTrue(openOrMapped(folder) > 0, "the probe sees nothing");
            try (JournalReader reader = JournalReader.open(folder)) {
                assertEquals(i * 10 + 10, blocksOf(reader).size());
            }
            writer.finish(List.of());
            writer.close();

            assertEquals(0, openOrMapped(folder), "after " + i + " sessions");
        }
        assertEquals(threads, threads());
    }

    private static void appendAll(SinkWriter writer, PacketBlock block, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            writer.onBlock(block);
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("surefire") && !name.startsWith("process reaper"))
                .collect(Collectors.toSet());
    }
}
