package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.SessionId;
import io.ringcap.message.SessionState;
import io.ringcap.message.SessionStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The line that is shown while a session runs: right counts, and never as wide as the terminal. */
final class ProgressLineTest {
    private static final CaptureSpec ENDLESS =
            CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 0)).build();

    @Test
    void shouldTellAllThereIsRoomFor() {
        final CaptureSpec spec = CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 0))
                .maxPackets(5_000)
                .maxDuration(Duration.ofSeconds(10))
                .build();
        assertEquals(
                "2,000 packets, 1000/s, 30 dropped by the kernel, 4 skipped by slow handlers, 8.0 s or 3,000 packets left,"
                        + " web.pcapng, 125.0 KiB, 2.0 s",
                new ProgressLine(spec).text(status(2, 2_000, 30, 4, 8.0), 100, "web.pcapng", 200));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "90 | 2,000 packets, 1000/s, 30 dropped by the kernel, 8.0 s left, web.pcapng, 125.0 KiB, 2.0 s",
                "80 | 2,000 packets, 1000/s, 30 dropped by the kernel, 8.0 s left, web.pcapng, 2.0 s",
                "60 | 2,000 packets, 1000/s, 30 dropped by the kernel, 8.0 s left",
                "55 | 2,000 packets, 1000/s, 30 dropped by the kernel, 2.0 s",
                "40 | 2,000 packets, 30 dropped by the kernel",
                "31 | 2,000 packets, 1000/s, 30 lost",
                "30 | 2,000 packets, 30 lost, 2.0 s",
                "20 | 2,000 packets"
            })
    void shouldLeaveOutWhatMattersLeastInsteadOfCuttingWords(int columns, String line) {
        final CaptureSpec spec = CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 0))
                .maxDuration(Duration.ofSeconds(10))
                .build();
        assertEquals(line, new ProgressLine(spec).text(status(2, 2_000, 30, 0, 8.0), 100, "web.pcapng", columns));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "100 | 2,000 packets, 1000/s, 0 dropped, 8.0 s left, capture_1795319667960_00000.pcapng, 125.0 KiB, 2.0 s",
                "80 | 2,000 packets, 1000/s, 0 dropped, 8.0 s left, ...960_00000.pcapng, 2.0 s"
            })
    void shouldTellThatNothingIsLostBeforeTheWholeNameOfTheFile(int columns, String line) {
        final CaptureSpec spec = CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 0))
                .maxDuration(Duration.ofSeconds(10))
                .build();
        final String file = "capture_1795319667960_00000.pcapng";
        assertEquals(line, new ProgressLine(spec).text(status(2, 2_000, 0, 0, 8.0), 100, file, columns));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain.pcapng",
                "日本語のファイル名.pcapng",
                "e\u0301te\u0301.pcapng",
                "🎉🎉.pcapng",
                "a\u001b[2Jb\n.pcapng"
            })
    void shouldNeverBeAsWideAsTheTerminal(String file) {
        for (int columns = Terminal.MIN_COLUMNS; columns < 160; columns++) {
            final String line = new ProgressLine(ENDLESS).text(status(2, 2_000, 30, 4, 8.0), 100, file, columns);
            assertTrue(TextWidth.of(line) < columns, line);
            assertFalse(line.chars().anyMatch(Character::isISOControl), line);
        }
    }

    @Test
    void shouldCountTheColumnsOfCharacters() {
        assertEquals(3, TextWidth.of("abc"));
        assertEquals(6, TextWidth.of("日本語"));
        assertEquals(1, TextWidth.of("e\u0301"));
        assertEquals(2, TextWidth.of("🎉"));
        assertEquals(3, TextWidth.of("äöü"));
    }

    @Test
    void shouldShowTheRateOfTheLastSecondAndInTheFirstOneThatSinceTheStart() {
        final ProgressLine line = new ProgressLine(ENDLESS);
        assertRate("4000/s", line, 0.25, 1_000);
        assertRate("4000/s", line, 0.5, 2_000);
        assertRate("4000/s", line, 1.0, 4_000);
        assertRate("3000/s", line, 1.5, 5_000);
        assertRate("1000/s", line, 2.5, 6_000);
        assertRate("0/s", line, 4.0, 6_000);
    }

    @Test
    void shouldSayPausedInsteadOfARate() {
        final SessionStatus paused = status(SessionState.PAUSED, 2, 2_000, 0, 0, null);
        assertEquals(
                "2,000 packets, paused, 0 dropped, 125.0 KiB, 2.0 s",
                new ProgressLine(ENDLESS).text(paused, 9, null, 80));
    }

    @Test
    void shouldShowTheRateAfterAPauseAsIfThereWereNone() {
        final ProgressLine line = new ProgressLine(ENDLESS);
        assertRate("1000/s", line, 1, 1_000);
        line.text(status(SessionState.PAUSED, 1, 1_000, 0, 0, null), 5, null, 80);
        line.text(status(SessionState.PAUSED, 1, 1_000, 0, 0, null), 9, null, 80);
        assertRate("1000/s", line, 9.5, 1_500);
    }

    @Test
    void shouldTakeTheLineAwayBeforeAnythingElseIsPrinted() throws IOException {
        final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        final StatusLine status = new StatusLine(terminal, StandardCharsets.UTF_8);
        status.show("longer");
        status.show("日本");
        status.instead(terminal).write("said\n".getBytes(StandardCharsets.UTF_8));
        status.clear();
        assertEquals("\rlonger\r日本    \b\b\b\b\r      \rsaid\n", terminal.toString(StandardCharsets.UTF_8));
    }

    private static void assertRate(String rate, ProgressLine line, double seconds, long packets) {
        final String text = line.text(status(seconds, packets, 0, 0, null), seconds, null, 80);
        assertTrue(text.contains(" packets, " + rate + ", "), text);
    }

    private static SessionStatus status(
            double seconds, long packets, long byKernel, long skipped, @Nullable Double left) {
        return status(SessionState.RUNNING, seconds, packets, byKernel, skipped, left);
    }

    private static SessionStatus status(
            SessionState state, double seconds, long packets, long byKernel, long skipped, @Nullable Double left) {
        final CaptureStats stats = new CaptureStats(
                packets,
                packets * 64,
                0,
                0,
                0,
                0,
                packets + byKernel,
                byKernel,
                null,
                Map.of(),
                0,
                0,
                0,
                0,
                0,
                Map.of("handler", skipped),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                false,
                null);
        return new SessionStatus(
                new SessionId(1, "", "s"), state, 1, 0, null, seconds, left, stats, List.of(), null, null);
    }
}
