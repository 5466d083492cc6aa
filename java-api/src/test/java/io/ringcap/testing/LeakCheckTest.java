package io.ringcap.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.internal.pcap.Slab;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.io.TempDir;

final class LeakCheckTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    private final HeldResources before = HeldResources.take();

    @TempDir
    private Path folder;

    @Test
    void shouldWrapEveryTestOfTheModule() {
        assertTrue(ServiceLoader.load(Extension.class).stream().anyMatch(found -> found.type() == LeakCheck.class));
    }

    @Test
    void shouldFindThreadThatStillRuns() throws InterruptedException {
        final CountDownLatch end = new CountDownLatch(1);
        final Thread thread = new Thread(() -> assertDoesNotThrow(() -> end.await()), "ringcap-leaked");
        thread.start();
        assertFound("thread 'ringcap-leaked'");
        end.countDown();
        thread.join();
        LeakCheck.check(before, SHORT);
    }

    @Test
    void shouldWaitForWhatGoesAwayByItself() throws InterruptedException {
        final Thread thread = new Thread(() -> assertDoesNotThrow(() -> Thread.sleep(200)), "ringcap-late");
        thread.start();
        LeakCheck.check(before, LeakCheck.SETTLE);
        assertTrue(!thread.isAlive());
    }

    @Test
    void shouldFindSocket() throws IOException, InterruptedException {
        try (ServerSocketChannel socket = ServerSocketChannel.open()) {
            assertTrue(socket.isOpen());
            assertFound("1 file descriptor of socket:[");
        }
        LeakCheck.check(before, SHORT);
    }

    @Test
    void shouldFindCaptureFileEvenWhenDeleted() throws IOException, InterruptedException {
        final Path file = folder.resolve("lost.pcapng.part");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertTrue(channel.isOpen());
            assertFound(file.toString());
            Files.delete(file);
            assertFound("lost.pcapng.part (deleted)");
        }
        LeakCheck.check(before, SHORT);
    }

    @Test
    void shouldFindSlab() throws InterruptedException {
        final long mapped = Slab.bytesInUse();
        try (Slab slab = Slab.map(4, 1 << 20)) {
            assertTrue(Slab.bytesInUse() > mapped);
            assertTrue(slab.block(3).capacity() == 1 << 20);
            assertFound("4194304 bytes of slabs");
        }
        LeakCheck.check(before, SHORT);
    }

    @Test
    void shouldFindMappingOfJournalWhoseFileIsClosed() throws IOException, InterruptedException {
        final Path file = folder.resolve("x.cq4");
        mapAndFind(file);
        // Only the collector unmaps it.
        System.gc();
        LeakCheck.check(before, LeakCheck.SETTLE);
    }

    private void mapAndFind(Path file) throws IOException {
        final MappedByteBuffer mapping;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
        }
        assertFound("1 mapping of " + file);
        mapping.put(0, (byte) 1);
    }

    @Test
    void shouldNotMindOrdinaryFilesAndProcesses() throws IOException, InterruptedException {
        final Process process = new ProcessBuilder("sleep", "60").start();
        try (FileChannel channel =
                FileChannel.open(folder.resolve("notes.txt"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertTrue(channel.isOpen() && process.isAlive());
            LeakCheck.check(before, SHORT);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void assertFound(String leftover) {
        final AssertionError error = assertThrows(AssertionError.class, () -> LeakCheck.check(before, SHORT));
        assertTrue(error.getMessage().contains(leftover), error.getMessage());
    }
}
