/*
 * What the C programs of the benchmarks share: libpcap, a live interface opened as Ringcap opens it, the clock, and an end by
 * signal. bench_libpcap.c is linked into each of them.
 *
 * libpcap is opened at run time, as the shim does, so that no -dev package is needed to build them. The declarations of its ABI are
 * the benchmarks' own: a baseline shares no code with what it is compared with.
 */
#ifndef BENCH_LIBPCAP_H
#define BENCH_LIBPCAP_H

#include <signal.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>

enum {
    ERRBUF_BYTES = 256,
    PRECISION_NANO = 1,
    /* After so long the kernel hands over a block of a live interface that is not full. */
    RETIRE_MS = 10
};

struct packet_header {
    struct timeval ts; /* tv_usec holds nanoseconds when that precision is asked for */
    uint32_t caplen;
    uint32_t len;
};

struct packet_counters {
    unsigned received;
    unsigned dropped;
    unsigned dropped_by_interface;
};

typedef void (*packet_callback)(unsigned char *user, const struct packet_header *header, const unsigned char *bytes);

/* Functions of libpcap under their own names, without the prefix. */
struct libpcap {
    void *(*create)(const char *interface, char *errbuf);
    int (*set_snaplen)(void *handle, int bytes);
    int (*set_promisc)(void *handle, int is_wanted);
    int (*set_timeout)(void *handle, int ms);
    int (*set_immediate_mode)(void *handle, int is_wanted);
    int (*set_buffer_size)(void *handle, int bytes);
    int (*activate)(void *handle);
    int (*setnonblock)(void *handle, int is_wanted, char *errbuf);
    int (*get_selectable_fd)(void *handle);
    void *(*open_offline_with_tstamp_precision)(const char *file, unsigned precision, char *errbuf);
    int (*dispatch)(void *handle, int count, packet_callback callback, unsigned char *user);
    int (*next_ex)(void *handle, struct packet_header **header, const unsigned char **bytes);
    int (*stats)(void *handle, struct packet_counters *counters);
    char *(*geterr)(void *handle);
    void (*close)(void *handle);
    void *(*dump_open)(void *handle, const char *file);
    void (*dump)(unsigned char *dumper, const struct packet_header *header, const unsigned char *bytes);
    int (*dump_flush)(void *dumper);
    void (*dump_close)(void *dumper);
};

/* In a library too these are nobody else's, and reached without a detour. */
#pragma GCC visibility push(hidden)

/* Empty until load_libpcap. */
extern struct libpcap pcap;

/* Loads libpcap unless that is done; returns NULL, or what is missing. */
const char *load_libpcap(void);

/* As load_libpcap, but ends the program when something is missing. */
void need_libpcap(void);

/* Ends the program with 1 and its name, what and why on stderr. */
_Noreturn void die(const char *what, const char *why);

/*
 * Opens an interface as Ringcap does: whole packets, promiscuous, without blocking. buffer is in bytes, 0 for libpcap's own.
 * Ends the program when that cannot be done.
 */
void *open_live(const char *interface, int buffer, int is_immediate);

/* Whether SIGINT or SIGTERM has come since end_by_signal. */
extern volatile sig_atomic_t is_stopped;

void end_by_signal(void);

#pragma GCC visibility pop

/* Inline, because it is called for each packet. */
static inline int64_t nanos(clockid_t clock) {
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

#endif
