package io.ringcap.bench.live;

/** How much memory a recorder may take for packets that wait. */
enum Buffers {
    /** As much as anybody would give for a recording that must not lose anything; Ringcap splits it between the kernel's ring and its own. */
    LARGE(256),
    /** So little that what comes in a second or two does not simply stay in it. */
    SMALL(16),
    /** What each takes when it is not told. */
    DEFAULT(0);

    private final int mib;

    Buffers(int mib) {
        this.mib = mib;
    }

    /** All buffers together; 0 for what is the default. */
    int mib() {
        return mib;
    }

    boolean isGiven() {
        return mib > 0;
    }
}
