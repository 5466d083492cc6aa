package io.ringcap.bench.jmh;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The baseline that bindings over JNA have for loops: {@code pcap_dispatch} calls back into Java for each packet, which is copied
 * into a block. A reader belongs to one thread, which closes it.
 */
final class PacketJna implements AutoCloseable {
    private static final int ERRBUF_BYTES = 256;
    private static final int CAPTURED_OFFSET = 16;
    private static final int ORIGINAL_OFFSET = 20;
    private static final int RECORD_HEADER_BYTES = 16;

    private final Libpcap libpcap;
    private final Pointer handle;
    private final ByteBuffer block;
    private int packets;

    /** What of libpcap is called. */
    interface Libpcap extends Library {
        Pointer pcap_open_offline(byte[] path, byte[] error);

        int pcap_dispatch(Pointer handle, int count, PacketCallback callback, Pointer user);

        void pcap_close(Pointer handle);
    }

    /** Called by libpcap for each packet. */
    interface PacketCallback extends Callback {
        void invoke(Pointer user, Pointer header, Pointer bytes);
    }

    PacketJna(Path file, int blockBytes) throws IOException {
        libpcap = Loading.LIBPCAP;
        block = ByteBuffer.allocateDirect(blockBytes).order(ByteOrder.nativeOrder());
        final byte[] error = new byte[ERRBUF_BYTES];
        final Pointer opened = libpcap.pcap_open_offline((file + "\0").getBytes(StandardCharsets.UTF_8), error);
        if (opened == null) {
            throw new IOException("libpcap cannot read " + file + ": " + Native.toString(error));
        }
        handle = opened;
    }

    /** Reads to the end by one dispatch. */
    int readAll() throws IOException {
        final PacketCallback callback = (user, header, bytes) -> take(header, bytes);
        if (libpcap.pcap_dispatch(handle, -1, callback, Pointer.NULL) < 0) {
            throw new IOException("libpcap cannot read the file to its end");
        }
        return packets;
    }

    private void take(Pointer header, Pointer bytes) {
        final int captured = header.getInt(CAPTURED_OFFSET);
        if (block.remaining() < RECORD_HEADER_BYTES + captured) {
            block.clear();
        }
        block.putInt((int) header.getLong(0))
                .putInt((int) header.getLong(Long.BYTES))
                .putInt(captured)
                .putInt(header.getInt(ORIGINAL_OFFSET));
        block.put(bytes.getByteBuffer(0, captured));
        packets++;
    }

    @Override
    public void close() {
        libpcap.pcap_close(handle);
    }

    /** Finds libpcap once for the JVM. */
    private static final class Loading {
        static final Libpcap LIBPCAP = load();

        private Loading() {}

        private static Libpcap load() {
            UnsatisfiedLinkError last = new UnsatisfiedLinkError("libpcap is missing");
            for (String name : List.of("libpcap.so.0.8", "libpcap.so.1", "pcap")) {
                try {
                    NativeLibrary.getInstance(name);
                    return Native.load(name, Libpcap.class);
                } catch (UnsatisfiedLinkError e) {
                    last = e;
                }
            }
            throw last;
        }
    }
}
