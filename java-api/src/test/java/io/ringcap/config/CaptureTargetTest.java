package io.ringcap.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** When two captures are on the same target. */
class CaptureTargetTest {

    @Test
    void shouldBeTheSameTargetInAnyOrderOfInterfacesAndWithAnyFilter() {
        assertEquals(
                "live::eth0,eth1",
                CaptureSpec.onInterface("eth1", "eth0").build().exclusiveTarget());
        assertEquals(
                "live::eth0,eth1",
                CaptureSpec.onInterface("eth0", "eth1")
                        .filter("udp")
                        .snaplen(96)
                        .build()
                        .exclusiveTarget());
        assertEquals("live::any", CaptureSpec.onInterface("any").build().exclusiveTarget());
    }

    @Test
    void shouldTellTheInterfacesOfNamespacesApart() {
        assertEquals(
                "live:/run/netns/blue:eth0",
                CaptureSpec.onInterface("eth0")
                        .netns(Path.of("/run/netns/blue"))
                        .build()
                        .exclusiveTarget());
    }

    @Test
    void shouldHaveNoTargetWhereManyCanRead() {
        assertEquals("", CaptureSpec.fromFile(Path.of("/a.pcap")).build().exclusiveTarget());
        assertEquals(
                "", CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 0)).build().exclusiveTarget());
    }

    @Test
    void shouldBeSharedOnlyWhenAskedFor() {
        assertFalse(CaptureSpec.onInterface("lo").build().shared());
        assertTrue(CaptureSpec.onInterface("lo").shared(true).build().shared());
    }
}
