package io.ringcap.bench.live;

/** How much memory a recorder may take for packets that wait. */
enum Buffers {
    /** 256 MiB in all, whoever it is; Ringcap splits it evenly between the kernel's ring and its own. */
    EQUAL,
    /** What each takes when it is not told. */
    DEFAULT
}
