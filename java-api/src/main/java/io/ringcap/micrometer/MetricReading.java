package io.ringcap.micrometer;

import io.ringcap.message.CaptureTotals;
import io.ringcap.message.ManagerHealth;
import io.ringcap.message.WorkerHealth;

/** What a manager told at one moment. Immutable. */
record MetricReading(CaptureTotals totals, ManagerHealth health) {
    /** How long the most silent worker has given no sign of life, in microseconds. */
    double silenceUsec() {
        return health.workers().stream()
                .mapToLong(WorkerHealth::lastHeartbeatTsUsec)
                .mapToDouble(beatUsec -> Math.max(health.tsUsec() - beatUsec, 0))
                .max()
                .orElse(0);
    }

    double openFds() {
        return health.openFds() < 0 ? Double.NaN : health.openFds();
    }
}
