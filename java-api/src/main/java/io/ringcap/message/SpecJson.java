package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.ringcap.config.CaptureMode;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.Direction;
import io.ringcap.config.SyntheticTraffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The JSON form of a {@link CaptureSpec}: what is as it is by default is absent. */
record SpecJson(
        String captureMode,
        @JsonProperty("iface") @Nullable List<String> interfaces,
        @Nullable String netnsPath,
        @Nullable String file,
        @Nullable Integer fileRepeat,
        @Nullable SyntheticTraffic synthetic,
        @Nullable String filter,
        @Nullable Integer snaplen,
        @Nullable Boolean promiscuous,
        @Nullable String direction,
        @Nullable Double maxDurationSec,
        @Nullable Long maxBytes,
        @Nullable Long maxPackets,
        @Nullable Boolean shared) {
    private static final double NANOS_PER_SECOND = 1e9;

    static SpecJson of(CaptureSpec spec) {
        final Duration duration = spec.maxDuration();
        return new SpecJson(
                spec.mode().name().toLowerCase(Locale.ROOT),
                spec.interfaces().isEmpty() ? null : spec.interfaces(),
                spec.netns() == null ? null : spec.netns().toString(),
                spec.file() == null ? null : spec.file().toString(),
                spec.fileRepeat() == 1 ? null : Integer.valueOf(spec.fileRepeat()),
                spec.synthetic(),
                spec.filter().isEmpty() ? null : spec.filter(),
                spec.snaplen(),
                spec.promiscuous() ? null : Boolean.FALSE,
                spec.direction() == Direction.INOUT
                        ? null
                        : spec.direction().name().toLowerCase(Locale.ROOT),
                duration == null ? null : Double.valueOf(duration.toNanos() / NANOS_PER_SECOND),
                spec.maxBytes() == 0 ? null : Long.valueOf(spec.maxBytes()),
                spec.maxPackets() == 0 ? null : Long.valueOf(spec.maxPackets()),
                spec.shared() ? Boolean.TRUE : null);
    }

    /** The specification; refused with the name of the field when it makes no sense. */
    CaptureSpec toSpec() {
        final CaptureSpec.Builder builder = begin();
        if (netnsPath != null) {
            builder.netns(Path.of(netnsPath));
        }
        if (fileRepeat != null) {
            builder.fileRepeat(fileRepeat);
        }
        if (filter != null) {
            builder.filter(filter);
        }
        if (snaplen != null) {
            builder.snaplen(snaplen);
        }
        if (promiscuous != null) {
            builder.promiscuous(promiscuous);
        }
        if (direction != null) {
            builder.direction(constant(Direction.class, "direction", direction));
        }
        if (maxDurationSec != null) {
            builder.maxDuration(Duration.ofNanos(Math.round(maxDurationSec * NANOS_PER_SECOND)));
        }
        return builder.maxBytes(maxBytes == null ? 0 : maxBytes)
                .maxPackets(maxPackets == null ? 0 : maxPackets)
                .shared(shared != null && shared)
                .build();
    }

    private CaptureSpec.Builder begin() {
        return switch (constant(CaptureMode.class, "capture_mode", captureMode)) {
            case INTERFACE, ANY ->
                CaptureSpec.onInterface(required("iface", interfaces).toArray(String[]::new));
            case FILE -> CaptureSpec.fromFile(Path.of(required("file", file)));
            case SYNTHETIC -> CaptureSpec.ofSynthetic(required("synthetic", synthetic));
        };
    }

    private static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new CaptureException(ErrorCode.START_INVALID_PARAMS, field + " is missing");
        }
        return value;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String field, String text) {
        for (E each : type.getEnumConstants()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
                return each;
            }
        }
        throw new CaptureException(
                ErrorCode.START_INVALID_PARAMS,
                field + " must be one of "
                        + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT) + ", not '" + text
                        + "'");
    }
}
