package io.ringcap.bench.live;

/**
 * What a recorder said of itself at its end.
 *
 * @param received packets that it has taken, and written if it writes
 * @param dropped packets that it knows it has not
 * @param offered packets that the kernel gave it, dropped ones included
 */
record Counters(long received, long dropped, long offered) {}
