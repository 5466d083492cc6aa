package io.ringcap.samples;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureSpec;
import io.ringcap.packet.PacketHeaders;
import io.ringcap.packet.PacketView;
import io.ringcap.sink.PacketHandler;
import io.ringcap.sink.Sinks;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * Shows each second which addresses have sent most, without allocating anything for a packet: the table of addresses is made
 * once; the sink's thread writes to it while main reads. Arguments: the interface, and for how many seconds (10).
 */
public final class TopTalkers implements PacketHandler {
    private static final int SLOT_BITS = 16;
    private static final int OTHERS = 1 << SLOT_BITS; // the slot of those that find no place
    private static final int MOST_PROBES = 64;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final PacketHeaders headers = new PacketHeaders();
    private final long[] addressHigh = new long[OTHERS + 1];
    private final long[] addressLow = new long[OTHERS + 1];
    private final AtomicLongArray bytes = new AtomicLongArray(OTHERS + 1);

    public static void main(String[] args) throws InterruptedException {
        final TopTalkers talkers = new TopTalkers();
        final CaptureSpec spec = CaptureSpec.onInterface(args[0]).build();
        try (CaptureManager manager = CaptureManager.open();
                CaptureSession session =
                        manager.capture(spec).sink(Sinks.handler(talkers)).start()) {
            for (long seconds = args.length > 1 ? Long.parseLong(args[1]) : 10; seconds > 0; seconds--) {
                Thread.sleep(1000);
                System.out.println(session.stats().packets() + " packets, most from " + talkers.top(5));
            }
        }
    }

    @Override
    public void onPacket(PacketView packet) {
        if (headers.wrap(packet).hasAddresses()) {
            final int slot = slotOf(headers.sourceHigh(), headers.sourceLow());
            // There is one writer; the release shows the address to whoever sees the count.
            bytes.setRelease(slot, bytes.getPlain(slot) + packet.originalLength());
        }
    }

    private int slotOf(long high, long low) {
        int slot = (int) (((high * SPREAD ^ low) * SPREAD) >>> (Long.SIZE - SLOT_BITS));
        for (int i = 0; i < MOST_PROBES; i++, slot = (slot + 1) % OTHERS) {
            if (bytes.getPlain(slot) == 0) {
                addressHigh[slot] = high;
                addressLow[slot] = low;
            }
            if (addressHigh[slot] == high && addressLow[slot] == low) {
                return slot;
            }
        }
        return OTHERS;
    }

    List<String> top(int count) {
        record Talker(int slot, long bytes) {}
        return IntStream.rangeClosed(0, OTHERS)
                .mapToObj(slot -> new Talker(slot, bytes.getAcquire(slot)))
                .filter(talker -> talker.bytes > 0)
                .sorted((one, other) -> Long.compare(other.bytes, one.bytes))
                .limit(count)
                .map(talker -> address(talker.slot) + " " + talker.bytes)
                .toList();
    }

    private String address(int slot) {
        return slot == OTHERS ? "others" : PacketHeaders.addressText(addressHigh[slot], addressLow[slot]);
    }
}
