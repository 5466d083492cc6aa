package io.ringcap.internal.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shares of an interface whose packets come in ways that no sender can be made to send: from files. */
class InterfaceFanTest {
    /** More than the blocks of a lane hold. */
    private static final int PACKETS = 100;

    private static final int LENGTH = 60_000;
    private static final long FLUSH_MS = 10;

    @TempDir
    Path folder;

    private final CaptureConfig config = CaptureConfig.builder().build();

    @Test
    void shouldGiveOutPacketsThatAreTooCloseToEachOther() throws Exception {
        final List<FanoutLane> lanes = List.of(lane(0), lane(1));
        final InterfaceFan fan = new InterfaceFan(0, lanes, config);
        try {
            fan.start();
            assertEquals(2 * PACKETS, given(fan, 2 * PACKETS, Duration.ofSeconds(3)));
            assertEquals(0, fan.late());
        } finally {
            fan.beginClose();
            fan.close();
        }
    }

    @Test
    void shouldPassOverALaneThatNeverSpeaks() throws Exception {
        final List<FanoutLane> lanes = List.of(lane(0), lane(1));
        final InterfaceFan fan = new InterfaceFan(0, lanes, config);
        try {
            lanes.get(0).start();
            final long beganNs = System.nanoTime();
            assertEquals(PACKETS, given(fan, PACKETS, Duration.ofSeconds(4)));
            assertTrue(System.nanoTime() - beganNs >= TimeUnit.SECONDS.toNanos(1), "it was not waited for");
            assertEquals(0, fan.late());
        } finally {
            fan.beginClose();
            fan.close();
        }
    }

    /** All of them within a fraction of a millisecond. */
    private FanoutLane lane(int number) throws Exception {
        final List<WrittenPacket> packets = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            packets.add(new WrittenPacket(WrittenPacket.SOME_TIME_NS + 100L * i + number, new byte[LENGTH], LENGTH));
        }
        final Path file = CaptureFiles.nanosecondPcap(folder.resolve("lane" + number + ".pcap"), packets);
        final NativeSource source = NativeSource.open(CaptureSpec.fromFile(file).build(), config, () -> Long.MAX_VALUE);
        return new FanoutLane(source, config, (int) FLUSH_MS / 2, "ringcap-test-lane-" + number);
    }

    private int given(InterfaceFan fan, int wanted, Duration patience) throws Exception {
        final Slab slab = Slab.map(1, config.blockBytes());
        try {
            final long deadlineNs = System.nanoTime() + patience.toNanos();
            int given = 0;
            long beforeNs = Long.MIN_VALUE;
            while (given < wanted && System.nanoTime() - deadlineNs < 0) {
                final int packets = fan.fill(slab.block(0));
                if (packets == 0) {
                    TimeUnit.MILLISECONDS.sleep(1);
                    continue;
                }
                assertTrue(packets > 0, "an early end");
                assertTrue(slab.block(0).firstTimestampNs() >= beforeNs, "a step back");
                beforeNs = slab.block(0).lastTimestampNs();
                given += packets;
            }
            return given;
        } finally {
            slab.close();
        }
    }
}
