package io.ringcap.bench.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RecordingAccountTest {
    private static final long FRAMES = 1_000;
    private static final RecordingAccount.Sent SENT = new RecordingAccount.Sent(0, FRAMES, FRAMES * 64);
    /** As large as eight files of 64 MiB and more. */
    private static final RecordingAccount.Sent SENT_A_LOT = new RecordingAccount.Sent(0, FRAMES, 1L << 30);

    private static FoundFrames found(LongStream numbers) {
        final FoundFrames found = new FoundFrames();
        numbers.forEach(found::add);
        return found;
    }

    private static Counters counters(long received, long dropped) {
        return new Counters(received, dropped, received + dropped);
    }

    @Test
    void shouldAddUpWhenNothingIsLost() {
        final RecordingAccount accounting =
                RecordingAccount.of(SENT, FRAMES, counters(FRAMES, 0), List.of(found(LongStream.range(0, FRAMES))));

        assertTrue(accounting.isAccounted(), accounting.troubles().toString());
        assertEquals(0, accounting.lost());
        assertEquals(FRAMES, accounting.inFiles());
    }

    @Test
    void shouldAddUpWhenTheRecorderKnowsWhatItDropped() {
        final RecordingAccount accounting = RecordingAccount.of(
                SENT, FRAMES, counters(FRAMES - 10, 10), List.of(found(LongStream.range(10, FRAMES))));

        assertTrue(accounting.isAccounted(), accounting.troubles().toString());
        assertEquals(10, accounting.lost());
    }

    @Test
    void shouldNotAddUpWhenFilesHoldLessThanTheRecorderSays() {
        final RecordingAccount accounting =
                RecordingAccount.of(SENT, FRAMES, counters(FRAMES, 0), List.of(found(LongStream.range(0, FRAMES - 1))));

        assertFalse(accounting.isAccounted());
        assertEquals(1, accounting.lost());
    }

    @Test
    void shouldNotAddUpWhenAFrameIsTwiceInTheFiles() {
        final RecordingAccount accounting = RecordingAccount.of(
                SENT,
                FRAMES,
                counters(FRAMES, 0),
                List.of(found(LongStream.concat(LongStream.range(0, FRAMES), LongStream.of(5)))));

        assertFalse(accounting.isAccounted());
    }

    @Test
    void shouldNotAddUpWhenTheInterfaceReceivedOtherThanWasSent() {
        assertFalse(RecordingAccount.of(SENT, FRAMES + 1, counters(FRAMES, 0), List.of())
                .isAccounted());
    }

    @Test
    void shouldNotAddUpWhenDropsAreNotTold() {
        final RecordingAccount accounting = RecordingAccount.of(SENT, FRAMES, counters(FRAMES - 5, 0), List.of());

        assertFalse(accounting.isAccounted());
        assertEquals(5, accounting.lost());
        assertEquals(-1, accounting.inFiles());
    }

    @Test
    void shouldTakeTheNewestFilesOfARingThatHasTurned() {
        final RecordingAccount accounting = RecordingAccount.of(
                SENT_A_LOT, FRAMES, counters(FRAMES, 0), List.of(found(LongStream.range(600, FRAMES))));

        assertTrue(accounting.isAccounted(), accounting.troubles().toString());
        assertEquals(0, accounting.lost());
        assertEquals(400, accounting.inFiles());
    }

    @Test
    void shouldNotAddUpWhenARingThatHasTurnedMissesFramesInItsNewestFiles() {
        final LongStream withGap = LongStream.concat(LongStream.range(600, 700), LongStream.range(703, FRAMES));

        final RecordingAccount accounting =
                RecordingAccount.of(SENT_A_LOT, FRAMES, counters(FRAMES - 2, 2), List.of(found(withGap)));

        assertFalse(accounting.isAccounted());
        assertEquals(3, accounting.lost());
    }

    @Test
    void shouldNotAddUpWhenARingThatHasTurnedMissesItsEnd() {
        final RecordingAccount accounting = RecordingAccount.of(
                SENT_A_LOT, FRAMES, counters(FRAMES, 0), List.of(found(LongStream.range(600, FRAMES - 4))));

        assertFalse(accounting.isAccounted());
        assertEquals(4, accounting.lost());
    }

    @Test
    void shouldJudgeSeveralSinksByTheWorst() {
        final RecordingAccount accounting = RecordingAccount.of(
                SENT,
                FRAMES,
                counters(FRAMES, 0),
                List.of(found(LongStream.range(0, FRAMES)), found(LongStream.range(0, FRAMES - 7))));

        assertFalse(accounting.isAccounted());
        assertEquals(7, accounting.lost());
        assertEquals(FRAMES - 7, accounting.inFiles());
    }
}
