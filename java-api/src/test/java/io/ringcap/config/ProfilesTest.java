package io.ringcap.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The documentation's table of profiles says what the code sets. */
class ProfilesTest {
    private static final Path CHAPTER = Path.of("../docs/07-performance.md");
    private static final String HEAD = "| setting | throughput | latency | small |";
    private static final List<CaptureConfig> PROFILES = List.of(
            CaptureConfig.defaults(),
            CaptureConfig.builder().lowLatency().build(),
            CaptureConfig.builder().small().build());

    private static Map<String, List<String>> documented() throws Exception {
        final List<String> lines = Files.readAllLines(CHAPTER);
        final Map<String, List<String>> rows = new LinkedHashMap<>();
        for (int i = lines.indexOf(HEAD) + 2; lines.get(i).startsWith("|"); i++) {
            final String[] cells = lines.get(i).split("\\|", -1);
            rows.put(cells[1].strip().replace("`", ""), List.of(cells[2].strip(), cells[3].strip(), cells[4].strip()));
        }
        return rows;
    }

    private static String text(Object value) {
        if (value instanceof Duration duration) {
            return duration.toMillis() + " ms";
        }
        if (value instanceof Number number) {
            return number.longValue() == CaptureConfig.AUTO_RING_BYTES
                    ? "by the source"
                    : String.format(Locale.ROOT, "%,d", number.longValue());
        }
        return String.valueOf(value);
    }

    @Test
    void shouldBeDocumentedByWhatTheySet() throws Exception {
        final Map<String, List<String>> documented = documented();
        final Map<String, List<String>> actual = new LinkedHashMap<>();
        for (RecordComponent component : CaptureConfig.class.getRecordComponents()) {
            final List<String> values = new ArrayList<>();
            for (CaptureConfig profile : PROFILES) {
                values.add(text(component.getAccessor().invoke(profile)));
            }
            final boolean isDifferent = values.stream().distinct().count() > 1;
            if (isDifferent || documented.containsKey(component.getName())) {
                actual.put(component.getName(), values);
            }
        }
        assertTrue(actual.size() >= 4, actual.toString());
        assertEquals(actual, documented);
    }
}
