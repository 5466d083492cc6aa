package io.ringcap.internal.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SourceChoice;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.SourceKind;
import io.ringcap.testing.LiveNetwork;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The contract on the JNA fallback, and what it cannot do. */
final class JnaSourceTest extends SourceContractTest {
    @Override
    SourceChoice choice() {
        return SourceChoice.JNA;
    }

    @Override
    SourceKind kind() {
        return SourceKind.JNA;
    }

    @Override
    LiveNetwork network(int pairs) {
        return LiveNetwork.withReceiverInOwnNamespace(pairs, 1500);
    }

    @Override
    CaptureSpec.Builder capture(LiveNetwork network, String... interfaces) {
        return CaptureSpec.onInterface(interfaces);
    }

    @Test
    void shouldSayWhyItIsThisSource() throws IOException {
        final Path file = CaptureFiles.nanosecondPcap(folder.resolve("x.pcap"), List.of());
        try (BlockSource source = open(CaptureSpec.fromFile(file).build())) {
            assertEquals("asked for", source.reason());
        }
    }

    @Test
    void shouldRefuseOtherNamespace() {
        final CaptureSpec spec =
                CaptureSpec.onInterface("lo").netns(Path.of("/run/netns/blue")).build();
        final CaptureException refusal = assertThrows(CaptureException.class, () -> open(spec));
        assertEquals(ErrorCode.START_INVALID_PARAMS, refusal.code());
        assertTrue(refusal.getMessage().contains("network namespace"), refusal.getMessage());
    }

    @Test
    void shouldListTheDevicesThatTheShimLists() {
        Assumptions.assumeTrue(NativeLibrary.isAvailable(), "there is no shim to compare with");
        // Other tests' interfaces come and go meanwhile.
        final List<String> lasting = List.of("lo", "any");
        assertEquals(
                NativeDevices.list(null).stream()
                        .filter(device -> lasting.contains(device.name()))
                        .toList(),
                JnaDevices.list().stream()
                        .filter(device -> lasting.contains(device.name()))
                        .toList());
    }

    @Test
    void shouldFreeFilterOfEachSource() throws IOException {
        final Path file = CaptureFiles.nanosecondPcap(folder.resolve("y.pcap"), List.of(WrittenPacket.of(1, 60)));
        for (int i = 0; i < 50; i++) {
            try (BlockSource source =
                            open(CaptureSpec.fromFile(file).filter("greater 10").build());
                    SourceReader reader = new SourceReader(source)) {
                assertEquals(1, reader.readToEnd().size());
            }
        }
    }

    @Test
    void shouldNotAllocateForEachPacket() throws IOException {
        final int packets = 1000;
        final int passes = 200;
        final Path file = CaptureFiles.nanosecondPcap(
                folder.resolve("many.pcap"),
                IntStream.range(0, packets)
                        .mapToObj(i -> WrittenPacket.of(i, 100))
                        .toList());
        final CaptureSpec spec = CaptureSpec.fromFile(file)
                .fileRepeat(passes)
                .filter("greater 10")
                .build();
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (BlockSource source = open(spec);
                Slab slab = Slab.map(1, CaptureConfig.DEFAULT_BLOCK_BYTES)) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            long read = 0;
            int filled = 0;
            while (filled != BlockSource.END) {
                read += filled;
                filled = source.fill(slab.block(0), SourceReader.FLUSH_NS, 1_000_000_000L);
            }
            final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertEquals((long) packets * passes, read);
            // Each pass opens the file anew. An object for each packet would take 16 bytes a packet at least.
            assertTrue(allocated < 4 * read, allocated + " bytes for " + read + " packets");
        }
    }
}
