package io.ringcap.internal.pcap;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * A compiled filter, freed exactly once by its owner, on whose thread it is used.
 */
final class JnaFilter implements AutoCloseable {
    private static final int ETHERNET = 1;

    /** {@code struct bpf_program}: a length, padded, and a pointer. */
    private static final int PROGRAM_BYTES = 2 * JnaPcap.POINTER_BYTES;

    private final Memory program;
    private boolean isFreed;

    private JnaFilter(Memory program) {
        this.program = program;
    }

    /** Compiles for a handle; null when libpcap refuses the text, and the handle has the reason then. */
    static @Nullable JnaFilter compile(Pointer pcap, String expression) {
        final Memory program = new Memory(PROGRAM_BYTES);
        program.clear();
        synchronized (JnaPcap.COMPILE_LOCK) {
            return JnaPcap.compile(pcap, program, JnaHandle.text(expression), 1, JnaPcap.NETMASK_UNKNOWN) == 0
                    ? new JnaFilter(program)
                    : null;
        }
    }

    /** Whether libpcap takes a text as a filter. Any thread. */
    static boolean isFilter(String expression, int snaplen) {
        final Pointer pcap = JnaPcap.openDead(ETHERNET, snaplen);
        if (pcap == null) {
            return false;
        }
        try (JnaFilter filter = compile(pcap, expression)) {
            return filter != null;
        } finally {
            JnaPcap.close(pcap);
        }
    }

    /** Gives the filter to a live handle, which copies it. */
    boolean install(Pointer pcap) {
        return JnaPcap.setfilter(pcap, program) == 0;
    }

    /** Whether a packet is wanted. */
    boolean passes(Pointer header, Pointer bytes) {
        return JnaPcap.offlineFilter(program, header, bytes) != 0;
    }

    @Override
    public void close() {
        if (!isFreed) {
            isFreed = true;
            JnaPcap.freecode(program);
        }
    }
}
