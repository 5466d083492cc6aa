package io.ringcap.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.packet.SamplePackets.Sample;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No packet, however it is made, gets the decoder to fail, to loop, or to read what was not captured. */
@Timeout(60)
class HostilePacketsTest {
    private static final int[] LINK_TYPES = {0, 1, 12, 14, 101, 108, 113, 147, 228, 229, 276};
    private static final int[] FAVOURITES = {0, 1, 4, 5, 6, 0x0f, 0x11, 0x2c, 0x3c, 0x40, 0x45, 0x60, 0x7f, 0x80, 0xff};

    private final Frames frames = new Frames();
    private final PacketHeaders headers = new PacketHeaders();
    private final PacketText text = new PacketText(ZoneOffset.UTC);
    private final StringBuilder line = new StringBuilder();
    private final Random random = new Random(7);

    /** The view throws for each byte beyond the captured ones, so that it is enough that nothing is thrown. */
    private void assertHarmless(int linkType, byte[] packet, int originalLength) {
        final PacketView view = frames.view(linkType, packet, originalLength);
        headers.wrap(view);
        final int captured = view.capturedLength();
        assertTrue(headers.payloadOffset() >= 0 && headers.payloadOffset() <= captured);
        assertTrue(headers.payloadLength() >= 0 && headers.payloadLength() <= captured - headers.payloadOffset());
        assertTrue(headers.originalPayloadLength() >= headers.payloadLength());
        assertTrue(headers.networkOffset() <= headers.payloadOffset());
        line.setLength(0);
        text.appendTo(line, view, "eth0");
        assertTrue(line.length() < 400, line.toString());
        assertFalse(line.chars().anyMatch(character -> character < ' ' || character > '~'), line.toString());
    }

    @Test
    void shouldReadRandomBytes() {
        for (int i = 0; i < 40_000; i++) {
            final byte[] packet = new byte[random.nextInt(200)];
            random.nextBytes(packet);
            assertHarmless(anyLinkType(), packet, random.nextInt());
        }
    }

    @Test
    void shouldReadPacketsThatWereTamperedWith() {
        final List<Sample> samples = new SamplePackets(3).ofEachLinkType(50);
        for (int i = 0; i < 60_000; i++) {
            final Sample sample = samples.get(random.nextInt(samples.size()));
            final byte[] packet = sample.bytes().clone();
            for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
                packet[random.nextInt(packet.length)] = random.nextBoolean()
                        ? (byte) FAVOURITES[random.nextInt(FAVOURITES.length)]
                        : (byte) random.nextInt();
            }
            final byte[] kept = random.nextInt(4) == 0 ? Arrays.copyOf(packet, random.nextInt(packet.length)) : packet;
            assertHarmless(random.nextInt(8) == 0 ? anyLinkType() : sample.linkType(), kept, packet.length);
        }
    }

    private int anyLinkType() {
        return LINK_TYPES[random.nextInt(LINK_TYPES.length)];
    }

    @Test
    void shouldReadLessButNothingElseOfAPacketThatIsCut() {
        final PacketHeaders whole = new PacketHeaders();
        for (Sample sample : new SamplePackets(5).ofEachLinkType(60)) {
            final byte[] packet = sample.bytes();
            whole.wrap(frames.view(sample.linkType(), packet));
            for (int kept = 0; kept < packet.length; kept++) {
                assertHarmless(sample.linkType(), Arrays.copyOf(packet, kept), packet.length);
                final boolean hasAll = kept >= whole.payloadOffset();
                assertEquals(hasAll ? whole.end() : HeaderEnd.CUT, headers.end(), () -> "of " + line);
                assertSameOrNone(whole.sourceMac(), headers.sourceMac());
                assertSameOrNone(whole.vlanId(), headers.vlanId());
                assertSameOrNone(whole.sourcePort(), headers.sourcePort());
                assertSameOrNone(whole.tcpSequence(), headers.tcpSequence());
                assertSameOrNone(whole.icmpType(), headers.icmpType());
                if (headers.hasAddresses()) {
                    assertEquals(whole.sourceLow(), headers.sourceLow());
                    assertEquals(whole.destinationHigh(), headers.destinationHigh());
                }
                if (hasAll) {
                    assertEquals(whole.originalPayloadLength(), headers.originalPayloadLength());
                }
            }
        }
    }

    private static void assertSameOrNone(long whole, long cut) {
        assertTrue(cut == whole || cut == PacketHeaders.NONE, () -> cut + " instead of " + whole);
    }

    @Test
    void shouldReadTheLongestPacketOfNothingButHeaders() {
        final byte[] extensions = new byte[BlockLayout.MAX_SNAPLEN];
        extensions[0] = 0x60;
        assertHarmless(Frames.RAW, extensions, extensions.length);
        assertEquals(HeaderEnd.TOO_MANY, headers.end());
        final byte[] tags = new byte[BlockLayout.MAX_SNAPLEN];
        for (int at = 12; at < tags.length; at += 4) {
            tags[at] = (byte) 0x81;
        }
        assertHarmless(Frames.ETHERNET, tags, tags.length);
        assertEquals(HeaderEnd.TOO_MANY, headers.end());
        assertHarmless(Frames.RAW, new byte[0], 0);
        assertTrue(headers.isCut());
    }
}
