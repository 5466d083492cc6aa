package io.ringcap.bench.jmh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The baseline that most bindings are: one JNI call a packet, which copies it into a block. A reader belongs to one thread, which
 * closes it.
 */
final class PacketJni implements AutoCloseable {
    private static final String LIBRARY = "libpacket_jni.so";

    private final ByteBuffer block;
    private final long blockAddress;
    private final long handle;
    private int used;

    PacketJni(Path file, int blockBytes) throws IOException {
        Loading.require();
        block = ByteBuffer.allocateDirect(blockBytes);
        blockAddress = address(block);
        handle = open(file.toString().getBytes(StandardCharsets.UTF_8));
        if (handle == 0) {
            throw new IOException("libpcap cannot read " + file + "; is it installed?");
        }
    }

    /** Reads to the end, block after block into the same memory. */
    int readAll() {
        int packets = 0;
        while (true) {
            final int taken = next(handle, blockAddress + used, block.capacity() - used);
            if (taken == 0) {
                return packets;
            }
            // A record that finds no room needs another call in any case; leaving enough for one spares keeping it.
            used = block.capacity() - used - taken < SamplePackets.LARGEST_RECORD_BYTES ? 0 : used + taken;
            packets++;
        }
    }

    @Override
    public void close() {
        close(handle);
    }

    private static native long open(byte[] path);

    private static native int next(long handle, long target, int room);

    private static native long address(ByteBuffer buffer);

    private static native void close(long handle);

    /** Loads the library once for the JVM. */
    private static final class Loading {
        static {
            try (InputStream library = PacketJni.class.getResourceAsStream(LIBRARY)) {
                if (library == null) {
                    throw new IOException(LIBRARY + " is not in the jar; bench/build.sh makes it");
                }
                final Path copy = Files.createTempFile("packet_jni", ".so");
                Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
                System.load(copy.toString());
                Files.delete(copy);
            } catch (IOException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private Loading() {}

        static void require() {
            // Calling it runs the initializer.
        }
    }
}
