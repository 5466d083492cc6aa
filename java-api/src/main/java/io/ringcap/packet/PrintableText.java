package io.ringcap.packet;

/** Writes names that anybody may have chosen, so that they neither end a line nor move a terminal's cursor. Only the builder may grow. */
final class PrintableText {
    private static final char REPLACEMENT = '\ufffd';

    private PrintableText() {}

    /**
     * Appends a text without control characters.
     *
     * @param mostBytes where to cut it, counted as UTF-8
     */
    static void append(StringBuilder into, CharSequence text, int mostBytes) {
        int bytes = 0;
        for (int at = 0; at < text.length(); ) {
            final int given = Character.codePointAt(text, at);
            at += Character.charCount(given);
            final int shown = isHarmful(given) ? REPLACEMENT : given;
            bytes += utf8Bytes(shown);
            if (bytes > mostBytes) {
                return;
            }
            into.appendCodePoint(shown);
        }
    }

    private static boolean isHarmful(int character) {
        final int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static int utf8Bytes(int character) {
        return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x1_0000 ? 3 : 4;
    }
}
