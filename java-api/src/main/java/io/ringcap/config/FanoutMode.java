package io.ringcap.config;

/** How the kernel shares out an interface's packets among several workers (PACKET_FANOUT). */
public enum FanoutMode {
    /** By the packet's addresses and ports: both directions of a connection come to the same worker. */
    HASH,
    /** To one after the other. The kernel calls it load balance. */
    ROUND_ROBIN,
    /** By the CPU that the packet was received on. */
    CPU,
    /** To the first worker until its kernel ring is full, then to the next. */
    ROLLOVER,
    /** By chance. */
    RANDOM,
    /** By the receive queue of the interface. */
    QUEUE
}
