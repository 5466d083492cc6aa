package io.ringcap.internal.pcap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Room for an error text that C writes: UTF-8, zero-filled behind its end. One for each call, off the hot path. */
final class NativeError {
    private static final int TEXT_BYTES = 4096;

    private final byte[] text = new byte[TEXT_BYTES];

    byte[] text() {
        return text;
    }

    String message() {
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(Arrays.copyOf(text, end), StandardCharsets.UTF_8);
    }
}
