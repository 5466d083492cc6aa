package io.ringcap.message;

import io.ringcap.config.CaptureMode;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.CaptureTarget;
import io.ringcap.config.Direction;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.config.TrafficFilter;
import io.ringcap.packet.BlockLayout;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The form in which messages carry what is captured: the protocol's names, seconds and paths as plain JSON, and nothing where
 * nothing was asked for.
 */
record SpecJson(
        CaptureMode captureMode,
        @Nullable List<String> iface,
        @Nullable String netnsPath,
        @Nullable String procName,
        @Nullable Long targetPid,
        @Nullable Boolean withChildren,
        @Nullable Boolean keepUnattributed,
        @Nullable String containerId,
        @Nullable String domain,
        @Nullable String file,
        @Nullable Integer fileRepeat,
        @Nullable SyntheticTraffic synthetic,
        @Nullable String protocolFilter,
        @Nullable String ipFilter,
        @Nullable String portFilter,
        @Nullable String filter,
        @Nullable Integer snaplen,
        @Nullable Boolean promiscuous,
        @Nullable Direction direction,
        @Nullable Boolean rejoining,
        @Nullable BigDecimal maxDurationSec,
        @Nullable Long maxBytes,
        @Nullable Long maxPackets,
        @Nullable Boolean shared) {

    private static final int NANO_DIGITS = 9;
    private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(Long.MAX_VALUE);

    static SpecJson of(CaptureSpec spec) {
        final boolean isFile = spec.mode() == CaptureMode.FILE;
        final CaptureTarget target = spec.target();
        final TrafficFilter traffic = spec.traffic();
        return new SpecJson(
                spec.mode(),
                spec.interfaces().isEmpty() ? null : spec.interfaces(),
                text(spec.netns()),
                target.processName(),
                positive(target.pid()),
                only(target.withChildren()),
                only(target.keepsUnattributed()),
                target.containerId(),
                target.domain(),
                text(spec.file()),
                isFile || spec.fileRepeat() != 1 ? spec.fileRepeat() : null,
                spec.synthetic(),
                said(traffic.protocols()),
                said(traffic.addresses()),
                said(traffic.ports()),
                said(spec.filter()),
                spec.snaplen(),
                spec.promiscuous(),
                spec.direction(),
                only(spec.rejoining()),
                seconds(spec.maxDuration()),
                positive(spec.maxBytes()),
                positive(spec.maxPackets()),
                only(spec.shared()));
    }

    CaptureSpec toSpec() {
        final List<String> implied = captureMode == CaptureMode.ANY ? List.of("any") : List.of();
        return new CaptureSpec(
                captureMode,
                Objects.requireNonNullElse(iface, implied),
                netnsPath == null ? null : Path.of(netnsPath),
                new CaptureTarget(
                        procName,
                        Objects.requireNonNullElse(targetPid, 0L),
                        Objects.requireNonNullElse(withChildren, false),
                        Objects.requireNonNullElse(keepUnattributed, false),
                        containerId,
                        domain),
                file == null ? null : Path.of(file),
                Objects.requireNonNullElse(fileRepeat, 1),
                synthetic,
                new TrafficFilter(
                        Objects.requireNonNullElse(protocolFilter, ""),
                        Objects.requireNonNullElse(ipFilter, ""),
                        Objects.requireNonNullElse(portFilter, "")),
                Objects.requireNonNullElse(filter, ""),
                Objects.requireNonNullElse(snaplen, BlockLayout.MAX_SNAPLEN),
                Objects.requireNonNullElse(promiscuous, true),
                Objects.requireNonNullElse(direction, Direction.INOUT),
                Objects.requireNonNullElse(rejoining, false),
                duration(maxDurationSec),
                Objects.requireNonNullElse(maxPackets, 0L),
                Objects.requireNonNullElse(maxBytes, 0L),
                Objects.requireNonNullElse(shared, false));
    }

    private static @Nullable String text(@Nullable Path path) {
        return path == null ? null : path.toString();
    }

    private static @Nullable String said(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Boolean only(boolean isSo) {
        return isSo ? Boolean.TRUE : null;
    }

    private static @Nullable Long positive(long limit) {
        return limit == 0 ? null : limit;
    }

    private static @Nullable BigDecimal seconds(@Nullable Duration duration) {
        if (duration == null) {
            return null;
        }
        final BigDecimal exact =
                BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), NANO_DIGITS));
        final BigDecimal shortest = exact.stripTrailingZeros();
        // Not 1E+2 for a hundred.
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }

    private static @Nullable Duration duration(@Nullable BigDecimal seconds) {
        if (seconds == null) {
            return null;
        }
        // Within what a duration can hold; whether it makes sense is the spec's to say.
        final BigDecimal bounded = seconds.min(MAX_SECONDS).max(BigDecimal.ONE.negate());
        final BigDecimal whole = bounded.setScale(0, RoundingMode.FLOOR);
        final BigDecimal fraction = bounded.subtract(whole).movePointRight(NANO_DIGITS);
        return Duration.ofSeconds(whole.longValueExact(), fraction.longValue());
    }
}
