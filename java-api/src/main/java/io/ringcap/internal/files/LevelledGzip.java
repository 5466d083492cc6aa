package io.ringcap.internal.files;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** The JDK's gzip with a level of choice. Confined to one thread. */
final class LevelledGzip extends GZIPOutputStream {
    private static final int BUFFER_BYTES = 64 << 10;

    LevelledGzip(OutputStream to, int level) throws IOException {
        super(to, BUFFER_BYTES);
        def.setLevel(level);
    }
}
