/*
 * The null row of the live harness: the least that a C program can do with libpcap and a live interface. It polls, dispatches
 * through a callback that counts, and at SIGINT or SIGTERM takes what is left in the kernel's ring and prints its counters.
 *
 * c_live INTERFACE [--buffer BYTES] [--stop-delay MS]
 *
 * Says "ready" on stderr once it captures, and one line of JSON on stdout at the end: packets that the callback saw, and what
 * pcap_stats says of received and dropped. --stop-delay makes it slow to stop by a known time: the harness tests itself so.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_libpcap.h"

enum { POLL_MS = 100, MAX_BUFFER = 1 << 30, MAX_DELAY_MS = 60000 };

static void count_packet(unsigned char *user, const struct packet_header *header, const unsigned char *bytes) {
    (void)header;
    (void)bytes;
    (*(uint64_t *)(void *)user)++;
}

static long number(const char *text, long most) {
    char *end;
    const long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || value < 0 || value > most) {
        die("not a number that can be", text);
    }
    return value;
}

static void dispatch_all(void *handle, uint64_t *packets) {
    int taken;
    do {
        taken = pcap.dispatch(handle, -1, count_packet, (unsigned char *)(void *)packets);
    } while (taken > 0);
    if (taken < 0) {
        die("dispatch", pcap.geterr(handle));
    }
}

int main(int argc, char **argv) {
    const char *interface = NULL;
    long buffer = 0;
    long delay_ms = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--buffer") == 0 && i + 1 < argc) {
            buffer = number(argv[++i], MAX_BUFFER);
        } else if (strcmp(argv[i], "--stop-delay") == 0 && i + 1 < argc) {
            delay_ms = number(argv[++i], MAX_DELAY_MS);
        } else if (interface == NULL) {
            interface = argv[i];
        } else {
            interface = NULL;
            break;
        }
    }
    if (interface == NULL) {
        (void)fprintf(stderr, "usage: c_live INTERFACE [--buffer BYTES] [--stop-delay MS]\n");
        return 2;
    }
    need_libpcap();
    end_by_signal();
    void *handle = open_live(interface, (int)buffer, 0);
    uint64_t packets = 0;
    (void)fprintf(stderr, "ready\n");
    while (!is_stopped) {
        struct pollfd ready = {.fd = pcap.get_selectable_fd(handle), .events = POLLIN};
        if (poll(&ready, 1, POLL_MS) < 0 && errno != EINTR) {
            die("poll", strerror(errno));
        }
        dispatch_all(handle, &packets);
    }
    /* The counters first: what comes after them was not there when the user stopped, but still must be counted once. */
    struct timespec retire = {.tv_nsec = 2 * RETIRE_MS * 1000000L};
    (void)nanosleep(&retire, NULL);
    struct packet_counters counters = {0};
    if (pcap.stats(handle, &counters) < 0) {
        die("stats", pcap.geterr(handle));
    }
    dispatch_all(handle, &packets);
    struct timespec delay = {.tv_sec = delay_ms / 1000, .tv_nsec = delay_ms % 1000 * 1000000L};
    (void)nanosleep(&delay, NULL);
    printf("{\"packets\":%llu,\"received\":%u,\"dropped\":%u}\n", (unsigned long long)packets, counters.received,
           counters.dropped);
    pcap.close(handle);
    return 0;
}
