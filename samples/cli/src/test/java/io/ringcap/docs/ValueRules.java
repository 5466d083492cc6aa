package io.ringcap.docs;

import io.ringcap.message.CaptureException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds out which values a record takes by giving it others and reading its refusals. Stateless. */
final class ValueRules {
    private static final Pattern REFUSAL = Pattern.compile("(.*?) ((?:must|needs|does) .*), not .*", Pattern.DOTALL);
    private static final Pattern RANGE = Pattern.compile("(-?\\d+) to (-?\\d+)");
    private static final Pattern HOURS = Pattern.compile("PT(\\d+)H");
    private static final Pattern LARGE = Pattern.compile("(?<![\\w.:,-])\\d{4,}(?![\\w:-])");

    private ValueRules() {}

    /** The rules that a component's values follow beside one of these, as one text; empty when it takes any. */
    static String of(List<? extends Record> valid, RecordComponent component) throws ReflectiveOperationException {
        if (component.getType().isRecord()) {
            final String name = component.getType().getSimpleName();
            return "see [" + name + "](#" + ConfigurationReference.anchorOf(name) + ")";
        }
        final Set<String> rules = new LinkedHashSet<>();
        if (component.getType().isEnum()) {
            rules.add(Arrays.stream(component.getType().getEnumConstants())
                    .map(constant -> "`" + ((Enum<?>) constant).name() + "`")
                    .collect(Collectors.joining(", ")));
        }
        for (Record each : valid) {
            for (Object candidate : candidates(component.getType())) {
                final String refusal = refusal(each, component, candidate);
                final Matcher matcher = REFUSAL.matcher(refusal);
                // Of constants all are listed; what is left to say is what one of them does not go with.
                if (component.getType().isEnum() && !refusal.contains(" does not ")) {
                    continue;
                }
                if (matcher.matches()) {
                    rules.add(readable(matcher.group(1), matcher.group(2)));
                } else if (!refusal.isEmpty()) {
                    throw new AssertionError(component + " is refused with other words: " + refusal);
                }
            }
        }
        return String.join("; ", rules);
    }

    private static List<?> candidates(Class<?> type) {
        if (type == int.class) {
            return List.of(Integer.MIN_VALUE, Integer.MAX_VALUE, -1, 0, 1, 2, 262_225);
        }
        if (type == long.class) {
            return List.of(Long.MIN_VALUE, Long.MAX_VALUE, -1L, 0L, 1L, 2L);
        }
        if (type == Duration.class) {
            return List.of(Duration.ofDays(-1), Duration.ofDays(400_000), Duration.ZERO, Duration.ofMillis(1));
        }
        if (type == String.class) {
            return List.of("", "x".repeat(70_000), "\0", "?");
        }
        if (type == List.class) {
            final List<String> many =
                    IntStream.range(0, 1000).mapToObj(number -> "if" + number).toList();
            return List.of(many, List.of("a", "a"), List.of("any", "a"), List.of(""));
        }
        if (type == boolean.class) {
            return List.of(true, false);
        }
        return type.isEnum() ? List.of(type.getEnumConstants()) : List.of();
    }

    /** The message with which the record refuses that value; empty when it takes it. */
    private static String refusal(Record valid, RecordComponent component, Object value)
            throws ReflectiveOperationException {
        final RecordComponent[] all = valid.getClass().getRecordComponents();
        final Class<?>[] types = new Class<?>[all.length];
        final @Nullable Object[] values = new Object[all.length];
        for (int i = 0; i < all.length; i++) {
            types[i] = all[i].getType();
            values[i] = all[i].getName().equals(component.getName())
                    ? value
                    : all[i].getAccessor().invoke(valid);
        }
        final Constructor<?> constructor = valid.getClass().getDeclaredConstructor(types);
        try {
            constructor.newInstance(values);
            return "";
        } catch (InvocationTargetException e) {
            // The hash of a snapshot is of its other values, which are what is looked at here.
            return e.getCause() instanceof CaptureException refused
                            && !String.valueOf(refused.getMessage()).startsWith("config_hash")
                    ? String.valueOf(refused.getMessage())
                    : "";
        }
    }

    private static String readable(String field, String rule) {
        final String unit = field.endsWith(" milliseconds") ? " ms" : "";
        String text = rule.replaceFirst("^must be ", "");
        text = RANGE.matcher(text)
                .replaceAll(range -> range.group(2).equals(Long.toString(Long.MAX_VALUE))
                        ? range.group(1) + " or more"
                        : range.group(1) + " to " + range.group(2) + unit);
        text = HOURS.matcher(text).replaceAll(hours -> Long.parseLong(hours.group(1)) / 24 + " days");
        if (field.endsWith(" length")) {
            text += " characters";
        }
        return LARGE.matcher(text)
                .replaceAll(number -> String.format(Locale.ROOT, "%,d", Long.parseLong(number.group())));
    }

    /** A default as it is shown. */
    static String shown(@Nullable Object value) throws ReflectiveOperationException {
        if (value == null) {
            return "none";
        }
        if (value instanceof Duration duration) {
            return readable(duration);
        }
        if (value instanceof Number number) {
            return readable(number.longValue());
        }
        if (value instanceof Boolean || value instanceof Enum<?>) {
            return "`" + value + "`";
        }
        if (value instanceof CharSequence text) {
            return text.isEmpty() ? "empty" : "`" + text + "`";
        }
        if (value instanceof Path || value instanceof List<?>) {
            return "`" + value + "`";
        }
        return value instanceof Record part ? constant(part) : "`" + value + "`";
    }

    /** The constant of its type that a value is. */
    private static String constant(Record part) throws ReflectiveOperationException {
        for (Field field : part.getClass().getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    && Modifier.isPublic(field.getModifiers())
                    && part.equals(field.get(null))) {
                return "`" + part.getClass().getSimpleName() + "." + field.getName() + "`";
            }
        }
        return "`" + part.getClass().getSimpleName() + ".defaults()`";
    }

    private static String readable(Duration duration) {
        if (duration.isZero()) {
            return "0";
        }
        final long ms = duration.toMillis();
        if (ms % 1000 != 0) {
            return ms + " ms";
        }
        final long seconds = ms / 1000;
        if (seconds < 60 || seconds % 60 != 0) {
            return seconds + " s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + " h" : seconds / 60 + " min";
    }

    private static String readable(long number) {
        final String plain = String.format(Locale.ROOT, "%,d", number);
        if (number >= 1 << 20 && number % (1 << 20) == 0) {
            return plain + " (" + (number >> 20) + " MiB)";
        }
        return plain;
    }
}
