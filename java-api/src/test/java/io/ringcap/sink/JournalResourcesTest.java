package io.ringcap.sink;

import static io.ringcap.sink.JournalFixture.ETH0;
import static io.ringcap.sink.JournalFixture.append;
import static io.ringcap.sink.JournalFixture.begun;
import static io.ringcap.sink.JournalFixture.blocksOf;
import static io.ringcap.sink.JournalFixture.context;
import static io.ringcap.sink.JournalFixture.openOrMapped;
import static io.ringcap.sink.JournalFixture.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ringcap.config.FileOptions;
import io.ringcap.packet.PacketBlock;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalResourcesTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final Pattern HISTOGRAM_LINE =
            Pattern.compile("^ *\\d+: +(?<instances>\\d+) +\\d+ +net\\.openhft\\..*\\.CleaningThreadLocal");

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

    /** Tests run with assertions enabled, and so may services. */
    @Test
    void shouldKeepNothingOfSegmentsThatAreGone() throws Exception {
        final SinkWriter writer = new JournalSink(
                        folder,
                        FileOptions.builder().rotatePackets(1).keepFiles(2).build())
                .open(context(1, new ArrayList<>()));
        writer.begin(List.of(ETH0));
        append(writer, new TestBlocks(), 0, 50);
        final long before = chronicleThreadLocals();
        append(writer, new TestBlocks(), 50, 250);
        final long after = chronicleThreadLocals();
        writer.finish(List.of());
        writer.close();

        assertTrue(before > 0, "the probe sees nothing");
        assertTrue(after - before < 50, before + " thread locals became " + after + " with 200 segments");
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

    /** After a garbage collection, which the histogram begins with. */
    private static long chronicleThreadLocals() throws Exception {
        final Object histogram = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return histogram
                .toString()
                .lines()
                .map(HISTOGRAM_LINE::matcher)
                .filter(Matcher::find)
                .mapToLong(line -> Long.parseLong(line.group("instances")))
                .sum();
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("surefire") && !name.startsWith("process reaper"))
                .collect(Collectors.toSet());
    }
}
