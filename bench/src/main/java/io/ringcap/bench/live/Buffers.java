package io.ringcap.bench.live;

/** How much memory a recorder may take for packets that wait, and its ring of files. */
enum Buffers {
    /** As much as anybody would give for a recording that must not lose anything; Ringcap splits it between the kernel's ring and its own. */
    LARGE(256, 8, 64),
    /** So little that what comes in a second or two does not simply stay in it. */
    SMALL(16, 8, 64),
    /** What each takes when it is not told. */
    DEFAULT(0, 8, 64),
    /** The same with so small a ring of files that it has turned before anything is measured: recordings last longer than its first turn. */
    STEADY(0, 3, 8);

    private final int mib;
    private final int files;
    private final int fileMib;

    Buffers(int mib, int files, int fileMib) {
        this.mib = mib;
        this.files = files;
        this.fileMib = fileMib;
    }

    /** As many as the ring has. */
    int files() {
        return files;
    }

    /** One file of the ring. */
    int fileMib() {
        return fileMib;
    }

    /** What the ring of files holds for sure. */
    long ringBytes() {
        return ((long) (files - 1) * fileMib) << 20;
    }

    /** All buffers together; 0 for what is the default. */
    int mib() {
        return mib;
    }

    boolean isGiven() {
        return mib > 0;
    }
}
