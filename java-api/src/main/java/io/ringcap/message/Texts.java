package io.ringcap.message;

import java.nio.charset.StandardCharsets;

/** Cuts texts to the size that a message may carry. */
final class Texts {
    private Texts() {}

    /** The longest beginning of the text that takes no more than so many bytes of UTF-8 and splits no character. */
    static String cut(String text, int maxBytes) {
        if (text.length() * 3L <= maxBytes) {
            return text;
        }
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= maxBytes) {
            return text;
        }
        int end = maxBytes;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
