package io.ringcap.internal.follow;

import io.ringcap.packet.PacketProcess;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a namespace and whose they are or were: packets of a connection that has just ended are still on their way.
 * Confined to the target's thread.
 */
final class KnownSockets {
    /** After this time nothing of a closed socket is on its way any more, but what is sent again over a line that is very bad. */
    private static final long KEPT_NS = TimeUnit.SECONDS.toNanos(10);

    /** Of others' sockets only the end of a connection has to be told from ours. */
    private static final long FOREIGN_KEPT_NS = TimeUnit.SECONDS.toNanos(2);

    private final Map<SocketKey, Known> known = new HashMap<>();

    /** Nobody's process when it is foreign. */
    private record Known(@Nullable PacketProcess owner, long seenNs) {}

    /**
     * Notes a socket that is somebody's, as the kernel says. Several of one look may be equal, when they share a port: a followed
     * process's wins, and of these the one with the lower number.
     */
    void note(SocketKey socket, @Nullable PacketProcess owner, long nowNs) {
        final Known before = known.put(socket, new Known(owner, nowNs));
        if (before != null && before.seenNs() == nowNs && isBefore(before.owner(), owner)) {
            known.put(socket, before);
        }
    }

    private static boolean isBefore(@Nullable PacketProcess one, @Nullable PacketProcess other) {
        return one != null && (other == null || one.pid() < other.pid());
    }

    /** Forgets what has been gone for long. */
    void forget(long nowNs) {
        known.values().removeIf(each -> nowNs - each.seenNs() > (each.owner() == null ? FOREIGN_KEPT_NS : KEPT_NS));
    }

    PortSets ports() {
        final PortSets ports = new PortSets();
        known.forEach((socket, whose) -> {
            if (whose.owner() != null && socket.protocol() == PacketFlow.TCP) {
                ports.addTcp(socket.localPort());
            } else if (whose.owner() != null) {
                ports.addUdp(socket.localPort());
            }
        });
        return ports;
    }

    /** All of them, and whoever of the living has none now. */
    FlowTable table(List<PacketProcess> living, AddressSet addresses, long asOfEpochNs) {
        final Map<PacketProcess, Integer> numbers = numbers(living);
        final FlowTable.Builder builder = new FlowTable.Builder(known.size());
        known.forEach((socket, whose) ->
                builder.add(socket, whose.owner() == null ? FlowTable.FOREIGN : numbers.get(whose.owner())));
        return builder.build(numbers.keySet().toArray(PacketProcess[]::new), addresses, asOfEpochNs);
    }

    /** From 1 on, in the order of their ids; the same id comes twice when it was used again. */
    private Map<PacketProcess, Integer> numbers(List<PacketProcess> living) {
        final TreeMap<Integer, Map<PacketProcess, Boolean>> byPid = new TreeMap<>();
        living.forEach(each ->
                byPid.computeIfAbsent(each.pid(), any -> new LinkedHashMap<>()).put(each, true));
        for (Known each : known.values()) {
            final PacketProcess owner = each.owner();
            if (owner != null) {
                byPid.computeIfAbsent(owner.pid(), any -> new LinkedHashMap<>()).put(owner, true);
            }
        }
        final Map<PacketProcess, Integer> numbers = new LinkedHashMap<>();
        byPid.values().forEach(same -> same.keySet().forEach(each -> numbers.put(each, numbers.size() + 1)));
        return numbers;
    }
}
