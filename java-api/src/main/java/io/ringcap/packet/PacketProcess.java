package io.ringcap.packet;

import java.nio.charset.StandardCharsets;

/** A process that packets belong to. Immutable; one object for each process, so that nothing is made for a packet. */
public final class PacketProcess {
    private static final int MOST_NAME_BYTES = 64;

    private final int pid;
    private final String name;
    private final byte[] comment;

    /**
     * Describes a process. Ringcap's own: it may change with every version.
     *
     * @param pid the process's number
     * @param name as the kernel shows it; whoever runs the process may have chosen any text
     */
    @Internal
    public PacketProcess(int pid, String name) {
        this.pid = pid;
        this.name = name;
        this.comment = ("process " + printable(name)).getBytes(StandardCharsets.UTF_8);
    }

    /** {@return the process's number} */
    public int pid() {
        return pid;
    }

    /** {@return its name as the kernel shows it, which may be any text} */
    public String name() {
        return name;
    }

    /** The comment: UTF-8 without control characters, the name cut at 64 bytes. The caller leaves the array as it is. */
    byte[] comment() {
        return comment;
    }

    /** Characters that would move a terminal's cursor or end a line are not shown. */
    private static String printable(String name) {
        final StringBuilder shown = new StringBuilder();
        PrintableText.append(shown, name, MOST_NAME_BYTES);
        return shown.toString();
    }

    @Override
    public String toString() {
        return pid + " " + printable(name);
    }
}
