package io.ringcap.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times of day, at every moment in every zone what the JDK says. */
class TimeOfDayTest {
    /** When Berlin leaves summer time, when it goes back to it, when Liberia gave up an offset that was no whole minutes. */
    private static final String[] TURNS = {"2025-10-26T01:00:00Z", "2026-03-29T01:00:00Z", "1972-01-07T00:44:30Z"};

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "UTC", "Africa/Monrovia", "Asia/Kathmandu", "America/New_York"})
    void shouldFollowTheZonesRules(String name) {
        final ZoneId zone = ZoneId.of(name);
        final DateTimeFormatter expected =
                DateTimeFormatter.ofPattern("HH:mm:ss.nnnnnnnnn").withZone(zone);
        final TimeOfDay time = new TimeOfDay(zone);
        final Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            final Instant turn = Instant.parse(TURNS[random.nextInt(TURNS.length)]);
            final Instant instant = turn.plusSeconds(random.nextInt(7) - 3).plusNanos(random.nextInt(1_000_000_000));
            final StringBuilder text = new StringBuilder();
            time.append(text, instant.getEpochSecond() * 1_000_000_000L + instant.getNano());
            assertEquals(expected.format(instant), text.toString());
        }
    }
}
