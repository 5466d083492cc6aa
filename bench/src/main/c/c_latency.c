/*
 * The baseline of the delivery delay: how long a frame of ringcap-send takes from its send time to the callback of a C program
 * over libpcap that polls and dispatches, with the same kernel ring as Ringcap.
 *
 * c_latency IF SECONDS IMMEDIATE [FROM [AHEAD_NS]]   (in the network namespace of IF)
 *
 * IMMEDIATE is 0 or 1: pcap_set_immediate_mode. Frames whose sequence number is below FROM are warm-up and only counted.
 * AHEAD_NS sets the clock ahead: a known delay for self-tests. Prints {"ready":true} when it captures, and when it is
 * interrupted, or after SECONDS, one line of JSON. It takes what the kernel still holds before it ends.
 *
 * The buckets are those of DelayHistogram.java.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_libpcap.h"

enum {
    KERNEL_BUFFER_BYTES = 32 << 20,
    POLL_MS = 50,
    MARK_AT = 42,
    SEQUENCE_AT = 50,
    TIME_AT = 58,
    SUB_BITS = 6,
    SUB_BUCKETS = 1 << SUB_BITS,
    BUCKETS = 36 * SUB_BUCKETS
};

struct delays {
    uint64_t from;
    int64_t ahead_ns;
    uint64_t packets;
    uint64_t next;
    uint64_t missing;
    uint64_t count;
    uint64_t negative;
    int64_t longest;
    uint64_t buckets[BUCKETS];
};

static uint64_t get64(const unsigned char *at) {
    uint64_t value = 0;
    for (int i = 0; i < 8; i++) {
        value = value << 8 | at[i];
    }
    return value;
}

static int index_of(int64_t value) {
    const int highest_bit = 63 - __builtin_clzll((uint64_t)value | 1);
    const int shift = highest_bit > SUB_BITS ? highest_bit - SUB_BITS : 0;
    const int64_t index = (int64_t)shift * SUB_BUCKETS + (value >> shift);
    return index < BUCKETS ? (int)index : BUCKETS - 1;
}

static int64_t percentile(const struct delays *d, double percent) {
    const double exact = percent / 100 * (double)d->count;
    uint64_t rank = (uint64_t)exact;
    rank += (double)rank < exact || rank == 0 ? 1 : 0;
    uint64_t seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
        seen += d->buckets[i];
        if (seen >= rank) {
            const int shift = i < 2 * SUB_BUCKETS ? 0 : i / SUB_BUCKETS - 1;
            const int64_t upper = ((int64_t)(i - shift * SUB_BUCKETS + 1) << shift) - 1;
            return upper < d->longest ? upper : d->longest;
        }
    }
    return d->longest;
}

static void take(unsigned char *user, const struct packet_header *header, const unsigned char *bytes) {
    struct delays *d = (struct delays *)user;
    if (header->caplen < TIME_AT + 8 || memcmp(bytes + MARK_AT, "RINGCAP", 8) != 0) {
        return;
    }
    const uint64_t sequence = get64(bytes + SEQUENCE_AT);
    d->packets++;
    if (sequence > d->next) {
        d->missing += sequence - d->next;
    }
    d->next = sequence + 1;
    if (sequence < d->from) {
        return;
    }
    int64_t delay = nanos(CLOCK_REALTIME) + d->ahead_ns - (int64_t)get64(bytes + TIME_AT);
    if (delay < 0) {
        d->negative++;
        delay = 0;
    }
    d->count++;
    d->buckets[index_of(delay)]++;
    if (delay > d->longest) {
        d->longest = delay;
    }
}

static struct delays delays;

int main(int argc, char **argv) {
    if (argc < 4 || argc > 6) {
        fprintf(stderr, "usage: c_latency IF SECONDS IMMEDIATE [FROM [AHEAD_NS]]\n");
        return 2;
    }
    delays.from = argc > 4 ? strtoull(argv[4], NULL, 10) : 0;
    delays.ahead_ns = argc > 5 ? strtoll(argv[5], NULL, 10) : 0;
    end_by_signal();
    need_libpcap();
    void *handle = open_live(argv[1], KERNEL_BUFFER_BYTES, atoi(argv[3]));
    struct pollfd ready = {.fd = pcap.get_selectable_fd(handle), .events = POLLIN};
    printf("{\"ready\":true}\n");
    (void)fflush(stdout);
    const int64_t deadline = nanos(CLOCK_MONOTONIC) + (int64_t)(atof(argv[2]) * 1e9);
    while (!is_stopped && nanos(CLOCK_MONOTONIC) < deadline) {
        (void)poll(&ready, 1, POLL_MS);
        if (pcap.dispatch(handle, -1, take, (unsigned char *)&delays) < 0) {
            die(argv[1], pcap.geterr(handle));
        }
    }
    /* What is in a block that the kernel has not handed over yet becomes visible after the timeout. */
    (void)poll(NULL, 0, 3 * RETIRE_MS);
    while (pcap.dispatch(handle, -1, take, (unsigned char *)&delays) > 0) {
    }
    struct packet_counters counted = {0};
    (void)pcap.stats(handle, &counted);
    printf("{\"packets\":%llu,\"received\":%u,\"dropped\":%u,\"missing\":%llu,\"samples\":%llu,\"negative\":%llu,"
           "\"p50_us\":%.3f,\"p90_us\":%.3f,\"p99_us\":%.3f,\"p999_us\":%.3f,\"max_us\":%.3f}\n",
           (unsigned long long)delays.packets, counted.received, counted.dropped, (unsigned long long)delays.missing,
           (unsigned long long)delays.count, (unsigned long long)delays.negative, (double)percentile(&delays, 50) / 1e3,
           (double)percentile(&delays, 90) / 1e3, (double)percentile(&delays, 99) / 1e3,
           (double)percentile(&delays, 99.9) / 1e3, (double)delays.longest / 1e3);
    pcap.close(handle);
    return 0;
}
