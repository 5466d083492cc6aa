package io.ringcap.sink;

import io.ringcap.message.CaptureInterface;
import io.ringcap.message.SessionId;
import java.util.List;

/**
 * What a journal says about a session, ahead of its first block and again at the beginning of each file.
 *
 * @param session the session's identity
 * @param startTsUsec when it was started, in microseconds since the epoch
 * @param filter the filter in force, empty for everything
 * @param host the name of the host it ran on, empty when that was not known
 * @param libraryVersion the version of Ringcap that wrote it
 * @param interfaces its interfaces; blocks and packets name them by their index
 */
public record JournalSession(
        SessionId session,
        long startTsUsec,
        String filter,
        String host,
        String libraryVersion,
        List<CaptureInterface> interfaces) {

    public JournalSession {
        interfaces = List.copyOf(interfaces);
    }

    /**
     * {@return whether its packets can stand behind those of an earlier session in one capture file: their interfaces have the same
     * index, name, link type and snaplen} How these were captured, with which buffers for example, may differ.
     *
     * @param earlier the session that the file was begun with
     */
    public boolean fitsBehind(JournalSession earlier) {
        return described(interfaces).equals(described(earlier.interfaces));
    }

    /** What a capture file says about interfaces. */
    private static List<List<Object>> described(List<CaptureInterface> interfaces) {
        return interfaces.stream()
                .map(one -> List.<Object>of(one.index(), one.name(), one.linkType(), one.snaplen()))
                .toList();
    }
}
