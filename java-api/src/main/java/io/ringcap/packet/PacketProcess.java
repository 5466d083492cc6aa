package io.ringcap.packet;

import java.nio.charset.StandardCharsets;

/** A process that packets belong to. Immutable; one object for each process, so that nothing is made for a packet. */
public final class PacketProcess {
    private static final int MOST_NAME_BYTES = 64;
    private static final char REPLACEMENT = '\ufffd';

    private final int pid;
    private final String name;
    private final byte[] comment;

    /**
     * Describes a process.
     *
     * @param name as the kernel shows it; whoever runs the process may have chosen any text
     */
    public PacketProcess(int pid, String name) {
        this.pid = pid;
        this.name = name;
        this.comment = ("process " + printable(name)).getBytes(StandardCharsets.UTF_8);
    }

    public int pid() {
        return pid;
    }

    public String name() {
        return name;
    }

    /** Bytes of the comment that a capture file gives to the process's packets. */
    public int commentBytes() {
        return comment.length;
    }

    /** The comment: UTF-8 without control characters, the name cut at 64 bytes. The caller leaves the array as it is. */
    byte[] comment() {
        return comment;
    }

    /** Characters that would move a terminal's cursor or end a line are not shown. */
    private static String printable(String name) {
        final StringBuilder shown = new StringBuilder();
        int bytes = 0;
        for (int at = 0; at < name.length(); ) {
            final int character = name.codePointAt(at);
            at += Character.charCount(character);
            final int type = Character.getType(character);
            final boolean isHarmful = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            final String text = Character.toString(isHarmful ? REPLACEMENT : character);
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MOST_NAME_BYTES) {
                break;
            }
            shown.append(text);
        }
        return shown.toString();
    }

    @Override
    public String toString() {
        return pid + " " + printable(name);
    }
}
