package io.ringcap.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.ringcap.CaptureManager;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The meters of one manager in one registry: registers them, and removes them. Used by one thread at a time. */
final class ManagerMeters {
    private static final String BYTES = "bytes";

    private final MeterRegistry registry;
    private final CaptureManager manager;
    private final Tags common;

    /** All that the registered functions hold: a registry must not keep a manager, or this, alive. */
    private final SharedReading shared = new SharedReading();

    /** Those that were there before: a registry answers with one of them when name and tags are the same. */
    private final Set<Meter> foreign;

    private final Set<Meter> own = Collections.newSetFromMap(new IdentityHashMap<>());

    ManagerMeters(MeterRegistry registry, CaptureManager manager, Tags common) {
        this.registry = registry;
        this.manager = manager;
        this.common = common;
        this.foreign = metersOf(registry);
    }

    /** A number that only grows. */
    void counter(String name, String description, Tags its, ToDoubleFunction<MetricReading> value) {
        counter(name, description, null, its, value);
    }

    void byteCounter(String name, String description, ToDoubleFunction<MetricReading> value) {
        counter(name, description, BYTES, Tags.empty(), value);
    }

    void gauge(String name, String description, Tags its, ToDoubleFunction<MetricReading> value) {
        gauge(name, description, null, its, value);
    }

    void byteGauge(String name, String description, ToDoubleFunction<MetricReading> value) {
        gauge(name, description, BYTES, Tags.empty(), value);
    }

    void timeGauge(String name, String description, ToDoubleFunction<MetricReading> valueUsec) {
        remember(TimeGauge.builder(name, manager, TimeUnit.MICROSECONDS, reader(valueUsec))
                .description(description)
                .tags(common)
                .register(registry));
    }

    /** Removes what was registered here and is still there; meters of the same names that others registered stay. */
    void remove() {
        final Set<Meter> present = metersOf(registry);
        for (Meter meter : own) {
            if (present.contains(meter)) {
                registry.remove(meter);
            }
        }
        own.clear();
    }

    private void counter(
            String name, String description, @Nullable String unit, Tags its, ToDoubleFunction<MetricReading> value) {
        remember(FunctionCounter.builder(name, manager, growing(value))
                .description(description)
                .baseUnit(unit)
                .tags(common.and(its))
                .register(registry));
    }

    private void gauge(
            String name, String description, @Nullable String unit, Tags its, ToDoubleFunction<MetricReading> value) {
        remember(Gauge.builder(name, manager, reader(value))
                .description(description)
                .baseUnit(unit)
                .tags(common.and(its))
                .register(registry));
    }

    private void remember(Meter meter) {
        if (!foreign.contains(meter)) {
            own.add(meter);
        }
    }

    /** By identity: meters are equal when their names and tags are. */
    private static Set<Meter> metersOf(MeterRegistry registry) {
        final Set<Meter> meters = Collections.newSetFromMap(new IdentityHashMap<>());
        meters.addAll(registry.getMeters());
        return meters;
    }

    /** A counter that fell would be taken for a restart, so it stays even when nothing can be read. */
    private ToDoubleFunction<CaptureManager> growing(ToDoubleFunction<MetricReading> value) {
        final SharedReading readings = shared;
        final DoubleAccumulator highest = new DoubleAccumulator(Math::max, 0);
        return owner -> {
            final MetricReading now = readings.of(owner);
            if (now != null) {
                highest.accumulate(value.applyAsDouble(now));
            }
            return highest.get();
        };
    }

    private ToDoubleFunction<CaptureManager> reader(ToDoubleFunction<MetricReading> value) {
        final SharedReading readings = shared;
        return owner -> {
            final MetricReading now = readings.of(owner);
            return now == null ? Double.NaN : value.applyAsDouble(now);
        };
    }
}
