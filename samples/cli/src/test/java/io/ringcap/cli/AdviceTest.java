package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureStats;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the summary says would have helped. */
final class AdviceTest {
    private static final CaptureSpec ETH0 = CaptureSpec.onInterface("eth0").build();

    @Test
    void shouldSayNothingWhenAllIsWell() {
        assertNull(Advice.of(ETH0, CaptureConfig.defaults(), stats(10, 0, 0L, 0)));
    }

    @ParameterizedTest
    @CsvSource({"1048576, --buffer 4M", "33554432, --buffer 128M", "1073741824, --workers 2"})
    void shouldNameTheBufferThatWouldHaveHelped(int bytes, String option) {
        final CaptureConfig config =
                CaptureConfig.builder().kernelBufferBytes(bytes).build();
        final String advice = String.valueOf(Advice.of(ETH0, config, stats(10, 5, 0L, 0)));
        assertEquals("the kernel's ring was full", advice.substring(0, 26));
        assertEquals(option, advice.replaceAll(".*(--\\w+ \\w+).*", "$1"));
    }

    @Test
    void shouldLookForTheCauseBehindTheBuffer() {
        assertEquals(
                "what records was slower than the traffic: write to a faster disk, or keep less of it with -f or -s",
                Advice.of(ETH0, CaptureConfig.defaults(), stats(10, 5, 0L, 3)));
    }

    @Test
    void shouldSendToTheDoctorForDropsOfTheInterface() {
        assertEquals(
                "the interface had no room: 'ringcap doctor -i eth0' says what to set",
                Advice.of(ETH0, CaptureConfig.defaults(), stats(10, 0, 4L, 0)));
    }

    @Test
    void shouldSayWhereToLookWhenNothingCame() {
        assertEquals(
                "no packet came: 'ringcap devices' shows which interfaces run",
                Advice.of(ETH0, CaptureConfig.defaults(), stats(0, 0, null, 0)));
        assertEquals(
                "no packet matched: try it without the filter, or 'ringcap devices' for another interface",
                Advice.of(ETH0.toBuilder().filter("tcp").build(), CaptureConfig.defaults(), stats(0, 0, null, 0)));
    }

    @Test
    void shouldNameTheCommandAsItWasCalled() {
        System.setProperty("ringcap.cli.name", "samples/ringcap");
        try {
            assertEquals(
                    "no packet came: 'samples/ringcap devices' shows which interfaces run",
                    Advice.of(ETH0, CaptureConfig.defaults(), stats(0, 0, null, 0)));
            assertEquals(
                    "the interface had no room: 'samples/ringcap doctor -i eth0' says what to set",
                    Advice.of(ETH0, CaptureConfig.defaults(), stats(10, 0, 4L, 0)));
        } finally {
            System.clearProperty("ringcap.cli.name");
        }
    }

    private static CaptureStats stats(long packets, long byKernel, @Nullable Long byInterface, long stalls) {
        return new CaptureStats(
                packets,
                packets * 64,
                0,
                0,
                0,
                0,
                packets + byKernel,
                byKernel,
                byInterface,
                Map.of(),
                0,
                0,
                0,
                0,
                stalls,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                false,
                null);
    }
}
