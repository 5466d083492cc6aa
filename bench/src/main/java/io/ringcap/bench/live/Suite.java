package io.ringcap.bench.live;

/** One question that the harness asks on a live network. Run by the harness's only thread; bounded by the setting's time. */
public interface Suite {
    /** As {@code --only} names it, and as the results do. */
    String name();

    /**
     * Measures, and adds each measurement to the setting's results as soon as it is there.
     *
     * @throws Exception when it cannot measure at all; what a single run fails by is a result
     */
    void run(Setting setting) throws Exception;
}
