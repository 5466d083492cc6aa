package io.ringcap.cli;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.CompressFormat;
import io.ringcap.config.FanoutMode;
import io.ringcap.config.OnDiskFull;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the kinds of values that options take. Each refusal shows what was given and what would do. */
final class Conversions {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})([KMG]?)");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,18})(ms|s|m|h|d)");
    private static final Pattern EPOCH_SECONDS = Pattern.compile("\\d{1,10}(\\.\\d{1,9})?");
    private static final String SIZE_UNITS = "KMG";

    private Conversions() {}

    /** {@code 100}, {@code 64K}, {@code 32M}, {@code 1G}, in bytes. */
    static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            final Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT));
            if (!matcher.matches()) {
                throw refusal(text, "a size; write bytes, or a number with K, M or G, such as 32M");
            }
            final int unit = matcher.group(2).isEmpty() ? 0 : SIZE_UNITS.indexOf(matcher.group(2)) + 1;
            return times(text, matcher.group(1), 1L << (10 * unit));
        }
    }

    /** {@code 10ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 7d}. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            final Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                throw refusal(text, "a duration; write a number with ms, s, m, h or d, such as 30s");
            }
            final long unitMs = switch (matcher.group(2)) {
                case "ms" -> 1;
                case "s" -> 1_000;
                case "m" -> 60_000;
                case "h" -> 3_600_000;
                default -> 86_400_000;
            };
            // In milliseconds a Duration holds more than the nanoseconds that everything below counts in.
            final Duration duration = Duration.ofMillis(times(text, matcher.group(1), unitMs));
            if (duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0) {
                throw refusal(text, "a duration that can be counted in nanoseconds (292 years)");
            }
            return duration;
        }
    }

    /** The name of a format of archives. */
    static final class Compression implements ITypeConverter<CompressFormat> {
        @Override
        public CompressFormat convert(String text) {
            return Arrays.stream(CompressFormat.values())
                    .filter(each -> each.text().equals(text))
                    .findAny()
                    .orElseThrow(() -> refusal(text, "a format; there are tar.gz, zip, gz and zst"));
        }
    }

    /** The name of a way to bear a full disk. */
    static final class DiskFull implements ITypeConverter<OnDiskFull> {
        @Override
        public OnDiskFull convert(String text) {
            return Arrays.stream(OnDiskFull.values())
                    .filter(each -> each.text().equals(text))
                    .findAny()
                    .orElseThrow(() -> refusal(text, "a policy; there are stop, drop-oldest and pause"));
        }
    }

    /** How the kernel shares packets out. */
    static final class Fanout implements ITypeConverter<FanoutMode> {
        @Override
        public FanoutMode convert(String text) {
            return switch (text) {
                case "hash" -> FanoutMode.HASH;
                case "round-robin", "load-balance" -> FanoutMode.ROUND_ROBIN;
                case "cpu" -> FanoutMode.CPU;
                case "rollover" -> FanoutMode.ROLLOVER;
                case "random" -> FanoutMode.RANDOM;
                case "queue" -> FanoutMode.QUEUE;
                default ->
                    throw refusal(
                            text,
                            "a way to share packets out; there are hash, round-robin (or load-balance), cpu, rollover,"
                                    + " random and queue");
            };
        }
    }

    /** {@code BYTES} or {@code BYTES@PPS}. */
    static final class Synthetic implements ITypeConverter<SyntheticTraffic> {
        private static final Pattern TRAFFIC = Pattern.compile("(\\d{1,9})(?:@(\\d{1,18}))?");

        @Override
        public SyntheticTraffic convert(String text) {
            final Matcher matcher = TRAFFIC.matcher(text);
            if (!matcher.matches()) {
                throw refusal(text, "BYTES or BYTES@PPS, such as 64 or 1514@20000");
            }
            final String rate = matcher.group(2);
            try {
                return new SyntheticTraffic(
                        Integer.parseInt(matcher.group(1)), rate == null ? 0 : Long.parseLong(rate));
            } catch (CaptureException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** A point in time, in nanoseconds since the epoch: an ISO instant, a local date and time, or epoch seconds. */
    static final class PointInTime implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return nanos(text);
            } catch (DateTimeException | ArithmeticException e) {
                throw refusal(
                        text,
                        "a time between 1678 and 2262; write 2026-11-21T09:30:00Z, 2026-11-21T09:30:00.5 (local time), or"
                                + " seconds since 1970 such as 1795253400.5");
            }
        }

        private static long nanos(String text) {
            if (EPOCH_SECONDS.matcher(text).matches()) {
                return new BigDecimal(text).movePointRight(9).longValueExact();
            }
            final boolean hasZone = text.endsWith("Z") || text.matches(".*T.*[+-]\\d\\d(:?\\d\\d)?");
            final Instant instant = hasZone
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
        }
    }

    /** The file of a network namespace, by its path or by the name that {@code ip netns} gave it. */
    static final class Netns implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            try {
                return CaptureSpec.namespaceFile(text);
            } catch (CaptureException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    private static long times(String text, String digits, long unit) {
        try {
            return Math.multiplyExact(Long.parseLong(digits), unit);
        } catch (ArithmeticException e) {
            throw refusal(text, "within 64 bits");
        }
    }

    private static TypeConversionException refusal(String text, String wanted) {
        return new TypeConversionException("'" + text + "' is not " + wanted);
    }
}
