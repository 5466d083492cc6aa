package io.ringcap.bench.live;

/** Finds the highest rate at which something holds, by halving the ratio between one that does and one that does not. Stateless. */
final class RateSearch {
    /** Closer than that is noise. */
    private static final double CLOSE = 1.05;

    private RateSearch() {}

    /** Whether something holds at a rate. */
    @FunctionalInterface
    interface Probe {
        boolean holdsAt(double rate) throws Exception;
    }

    /**
     * Searches between two rates.
     *
     * @param least the lowest rate of interest
     * @param failing a rate at which it is known not to hold
     * @param steps how many rates are tried at most
     * @return the highest rate tried at which it held; 0 when it held at none
     */
    static double highest(double least, double failing, int steps, Probe probe) throws Exception {
        double low = least;
        double high = failing;
        double held = 0;
        for (int step = 0; step < steps && high > low * CLOSE; step++) {
            final double rate = Math.sqrt(low * high);
            if (probe.holdsAt(rate)) {
                held = rate;
                low = rate;
            } else {
                high = rate;
            }
        }
        return held;
    }
}
