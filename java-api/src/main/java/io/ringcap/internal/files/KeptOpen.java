package io.ringcap.internal.files;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Lets a compressor be closed, which gives its memory back, while the file behind it is still to be synced. Confined to one thread. */
final class KeptOpen extends FilterOutputStream {
    KeptOpen(OutputStream to) {
        super(to);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        // The inherited one writes byte by byte.
        out.write(bytes, from, count);
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }
}
