package io.ringcap.sink;

import static io.ringcap.sink.TestBlocks.SOME_TIME_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.PacketBlock;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileAllocationTest {
    private static final int ETHERNET = 1;
    private static final int BLOCKS = 200;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void shouldAllocateNothingPerBlock(FileFormat format) throws Exception {
        final CaptureInterface card = new CaptureInterface(0, "eth0", ETHERNET, 262_144, null, null, null, true, false);
        final PacketBlock block =
                new TestBlocks(16_384).begin(0, ETHERNET).fill(SOME_TIME_NS, 64).block();
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().getId();
        final Path file = folder.resolve("allocation");
        try (CaptureFileWriter writer = new CaptureFileWriter(file, format, List.of(card), "", "")) {
            for (int i = 0; i < BLOCKS; i++) {
                writer.write(block);
                threads.getThreadAllocatedBytes(thread);
            }
            final long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < BLOCKS; i++) {
                writer.write(block);
            }
            final long allocated = threads.getThreadAllocatedBytes(thread) - before;

            assertEquals(0, allocated, "bytes for " + BLOCKS + " blocks");
            assertEquals(2L * BLOCKS * block.packets(), writer.packets());
        }
    }
}
