package io.ringcap.cli;

import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.SessionState;
import io.ringcap.message.SessionStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a session while it runs, in one line that fits the terminal: where there is little room the parts that matter
 * least are left out. Confined to the thread that draws it.
 */
final class ProgressLine {
    private static final String SEPARATOR = ", ";

    /** Characters of a long file name that are shown: its number and what it is. */
    private static final int ENDING = 16;

    private final CaptureSpec spec;
    private @Nullable RateMeter meter;

    /**
     * A part of the line.
     *
     * @param importance of parts that have no room the one with the highest number goes first
     * @param texts the same in ever fewer characters
     */
    private record Part(int importance, List<String> texts) {
        static Part of(int importance, String... texts) {
            return new Part(importance, List.of(texts));
        }
    }

    ProgressLine(CaptureSpec spec) {
        this.spec = spec;
    }

    /**
     * The line, shorter than the terminal is wide: one that is full to its last column begins a new line by itself.
     *
     * @param nowSeconds time by a clock that only goes forward
     * @param file the name of the file that is written; null when there is none
     */
    String text(SessionStatus status, double nowSeconds, @Nullable String file, int columns) {
        return fitting(parts(status, nowSeconds, file), columns - 1);
    }

    private List<Part> parts(SessionStatus status, double nowSeconds, @Nullable String file) {
        final CaptureStats stats = status.stats();
        if (status.state() == SessionState.PENDING || status.state() == SessionState.STARTING) {
            return List.of(Part.of(0, "starting"));
        }
        final List<Part> parts = new ArrayList<>();
        parts.add(Part.of(0, Amounts.packets(stats.packets()), Amounts.count(stats.packets())));
        parts.add(Part.of(2, state(status, nowSeconds)));
        final long lost = Losses.sum(stats);
        parts.add(Part.of(lost > 0 ? 1 : 4, Losses.text(stats), Amounts.count(lost) + " lost"));
        final String left = left(status);
        if (left != null) {
            parts.add(Part.of(3, left));
        }
        if (file != null) {
            final String name = Console.printable(file);
            parts.add(Part.of(4, name, ending(name)));
        }
        parts.add(Part.of(7, Amounts.bytes(stats.bytes())));
        parts.add(Part.of(5, Amounts.seconds(status.elapsedSec())));
        return parts;
    }

    private String state(SessionStatus status, double nowSeconds) {
        final long packets = status.stats().packets();
        if (meter == null) {
            meter = new RateMeter(nowSeconds - status.elapsedSec(), 0);
        }
        if (status.state() == SessionState.PAUSED) {
            meter.restart(nowSeconds, packets);
            return "paused";
        }
        final String rate = Amounts.perSecond(meter.rate(nowSeconds, packets));
        return status.state() == SessionState.STOPPING ? "stopping" : rate;
    }

    /** What is left of the limit that there is; of several each. */
    private @Nullable String left(SessionStatus status) {
        final CaptureStats stats = status.stats();
        final List<String> limits = new ArrayList<>();
        final Double seconds = status.remainingSec();
        if (seconds != null) {
            limits.add(Amounts.seconds(seconds));
        }
        if (spec.maxPackets() > 0) {
            limits.add(Amounts.packets(Math.max(spec.maxPackets() - stats.packets(), 0)));
        }
        if (spec.maxBytes() > 0) {
            limits.add(Amounts.bytes(Math.max(spec.maxBytes() - stats.bytes(), 0)));
        }
        return limits.isEmpty() ? null : String.join(" or ", limits) + " left";
    }

    /** What tells one file of a recording from the next. */
    private static String ending(String name) {
        final int characters = name.codePointCount(0, name.length());
        return characters <= ENDING ? name : "..." + name.substring(name.offsetByCodePoints(name.length(), -ENDING));
    }

    private static String fitting(List<Part> parts, int columns) {
        final @Nullable String[] chosen = new String[parts.size()];
        final List<Integer> byImportance = IntStream.range(0, parts.size())
                .boxed()
                .sorted(Comparator.comparingInt(each -> parts.get(each).importance()))
                .toList();
        int room = columns;
        for (int each : byImportance) {
            final int separator = room == columns ? 0 : SEPARATOR.length();
            for (String text : parts.get(each).texts()) {
                if (chosen[each] == null && TextWidth.of(text) + separator <= room) {
                    chosen[each] = text;
                    room -= TextWidth.of(text) + separator;
                }
            }
        }
        return Arrays.stream(chosen).filter(Objects::nonNull).collect(Collectors.joining(SEPARATOR));
    }
}
