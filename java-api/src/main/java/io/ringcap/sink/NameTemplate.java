package io.ringcap.sink;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the files of a recording are named: text with places for what tells them apart. What is filled in may come from anybody,
 * so that everything but letters, digits, dot, minus and underscore becomes an underscore; the text itself is refused when it
 * could lead out of the folder. Immutable.
 */
final class NameTemplate {
    /** Room for an ending, a number, and {@code .part} or {@code .commit} in the 255 bytes of a name. */
    private static final int MAX_BYTES = 200;

    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)\\}");
    private static final Pattern NOT_FOR_NAMES = Pattern.compile("[^A-Za-z0-9._-]");
    private static final DateTimeFormatter START =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String KNOWN = "{session}, {interface}, {start}, {index}, {host}, {key}";

    private final String text;

    private NameTemplate(String text) {
        this.text = text;
    }

    /** Refuses what is no name, or not only a name. */
    static NameTemplate of(String text) {
        if (text.indexOf('/') >= 0 || text.indexOf('\\') >= 0) {
            throw refused(
                    text, "names a file in the output folder and must not hold / or \\; name a folder by -w instead");
        }
        if (text.startsWith(".") || text.startsWith("-")) {
            throw refused(
                    text,
                    "must not begin with a dot, which hides files, or a minus, which other programs take for an option");
        }
        if (text.codePoints().anyMatch(NameTemplate::isControl)) {
            throw refused(text, "must not hold control characters");
        }
        final Matcher places = PLACE.matcher(text);
        while (places.find()) {
            if (!KNOWN.contains(places.group())) {
                throw refused(text, "has the unknown place " + places.group() + "; there are " + KNOWN);
            }
        }
        if (places.replaceAll("").chars().anyMatch(c -> c == '{' || c == '}')) {
            throw refused(text, "has a brace without its other half; there are " + KNOWN);
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw refused(text, "is longer than " + MAX_BYTES + " bytes");
        }
        return new NameTemplate(text);
    }

    /** With the number of the file, if there may be many and nothing else tells them apart. */
    NameTemplate forFiles(boolean areMany) {
        final boolean isToldApart = text.contains("{index}") || text.contains("{start}");
        return areMany && !isToldApart ? new NameTemplate(text + "_{index}") : this;
    }

    /** The name of a file, without its ending. */
    String stem(SinkContext context, String host, long startUsec, int index) {
        final Map<String, String> values = Map.of(
                "session", context.session().sessionId(),
                "interface", context.target(),
                "start", START.format(Instant.EPOCH.plusNanos(startUsec * 1_000)),
                "index", String.format("%05d", index),
                "host", host.isEmpty() ? "localhost" : host,
                "key", context.session().key());
        final String filled =
                PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(inName(values.get(place.group(1)))));
        final boolean isRisky = filled.isEmpty() || filled.startsWith(".") || filled.startsWith("-");
        final String stem = isRisky ? "_" + filled : filled;
        final byte[] bytes = stem.getBytes(StandardCharsets.UTF_8);
        // What tells the files apart may be in the part that is cut off.
        return bytes.length <= MAX_BYTES
                ? stem
                : shortened(stem, MAX_BYTES - 1 - values.get("index").length()) + "_" + values.get("index");
    }

    /** What may stand in a name of what somebody else has named. */
    static String inName(String value) {
        return NOT_FOR_NAMES.matcher(value).replaceAll("_");
    }

    /** Those that a terminal obeys too: of the direction of writing, and of lines. */
    private static boolean isControl(int codePoint) {
        final int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static String shortened(String stem, int mostBytes) {
        int end = stem.length();
        while (stem.substring(0, end).getBytes(StandardCharsets.UTF_8).length > mostBytes) {
            end = stem.offsetByCodePoints(end, -1);
        }
        return stem.substring(0, end);
    }

    private static CaptureException refused(String text, String why) {
        return new CaptureException(
                ErrorCode.START_INVALID_PARAMS,
                "name template '" + text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?") + "' " + why);
    }
}
