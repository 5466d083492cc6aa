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
 * libpcap is opened at run time, as in c_loop.c. The buckets are those of DelayHistogram.java.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

enum {
    ERRBUF_BYTES = 256,
    SNAPLEN = 262144,
    KERNEL_BUFFER_BYTES = 32 << 20,
    FLUSH_MS = 10,
    POLL_MS = 50,
    MARK_AT = 42,
    SEQUENCE_AT = 50,
    TIME_AT = 58,
    SUB_BITS = 6,
    SUB_BUCKETS = 1 << SUB_BITS,
    BUCKETS = 36 * SUB_BUCKETS
};

struct packet_header {
    struct timeval ts;
    uint32_t caplen;
    uint32_t len;
};

struct statistics {
    unsigned int received;
    unsigned int dropped;
    unsigned int interface_dropped;
};

typedef void (*packet_callback)(unsigned char *user, const struct packet_header *header, const unsigned char *bytes);

static void *(*create)(const char *device, char *errbuf);
static int (*set_snaplen)(void *handle, int bytes);
static int (*set_promisc)(void *handle, int on);
static int (*set_timeout)(void *handle, int milliseconds);
static int (*set_immediate)(void *handle, int on);
static int (*set_buffer)(void *handle, int bytes);
static int (*activate)(void *handle);
static int (*set_nonblock)(void *handle, int on, char *errbuf);
static int (*selectable_fd)(void *handle);
static int (*dispatch)(void *handle, int count, packet_callback callback, unsigned char *user);
static int (*stats)(void *handle, struct statistics *out);
static char *(*error_text)(void *handle);
static void (*close_handle)(void *handle);

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

static volatile sig_atomic_t is_over;

static void end(int signal_number) {
    (void)signal_number;
    is_over = 1;
}

static int64_t nanos(clockid_t clock) {
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

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

/* ISO C has no cast from an object pointer to a function pointer; POSIX promises that they are alike. */
static void find(void *library, const char *name, void *function) {
    void *address = dlsym(library, name);
    if (address == NULL) {
        fprintf(stderr, "c_latency: libpcap has no %s\n", name);
        exit(1);
    }
    memcpy(function, &address, sizeof address);
}

static void load_libpcap(void) {
    void *library = dlopen("libpcap.so.0.8", RTLD_NOW);
    if (library == NULL) {
        library = dlopen("libpcap.so.1", RTLD_NOW);
    }
    if (library == NULL) {
        fprintf(stderr, "c_latency: libpcap is missing: %s\n", dlerror());
        exit(1);
    }
    find(library, "pcap_create", &create);
    find(library, "pcap_set_snaplen", &set_snaplen);
    find(library, "pcap_set_promisc", &set_promisc);
    find(library, "pcap_set_timeout", &set_timeout);
    find(library, "pcap_set_immediate_mode", &set_immediate);
    find(library, "pcap_set_buffer_size", &set_buffer);
    find(library, "pcap_activate", &activate);
    find(library, "pcap_setnonblock", &set_nonblock);
    find(library, "pcap_get_selectable_fd", &selectable_fd);
    find(library, "pcap_dispatch", &dispatch);
    find(library, "pcap_stats", &stats);
    find(library, "pcap_geterr", &error_text);
    find(library, "pcap_close", &close_handle);
}

static void *open_live(const char *device, int is_immediate) {
    char errbuf[ERRBUF_BYTES] = "";
    void *handle = create(device, errbuf);
    if (handle == NULL) {
        fprintf(stderr, "c_latency: %s\n", errbuf);
        exit(1);
    }
    set_snaplen(handle, SNAPLEN);
    set_promisc(handle, 1);
    set_timeout(handle, FLUSH_MS);
    set_immediate(handle, is_immediate);
    set_buffer(handle, KERNEL_BUFFER_BYTES);
    if (activate(handle) < 0 || set_nonblock(handle, 1, errbuf) < 0) {
        fprintf(stderr, "c_latency: %s: %s%s\n", device, error_text(handle), errbuf);
        exit(1);
    }
    return handle;
}

static struct delays delays;

int main(int argc, char **argv) {
    if (argc < 4 || argc > 6) {
        fprintf(stderr, "usage: c_latency IF SECONDS IMMEDIATE [FROM [AHEAD_NS]]\n");
        return 2;
    }
    delays.from = argc > 4 ? strtoull(argv[4], NULL, 10) : 0;
    delays.ahead_ns = argc > 5 ? strtoll(argv[5], NULL, 10) : 0;
    const struct sigaction action = {.sa_handler = end};
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    load_libpcap();
    void *handle = open_live(argv[1], atoi(argv[3]));
    struct pollfd ready = {.fd = selectable_fd(handle), .events = POLLIN};
    printf("{\"ready\":true}\n");
    (void)fflush(stdout);
    const int64_t deadline = nanos(CLOCK_MONOTONIC) + (int64_t)(atof(argv[2]) * 1e9);
    while (!is_over && nanos(CLOCK_MONOTONIC) < deadline) {
        (void)poll(&ready, 1, POLL_MS);
        if (dispatch(handle, -1, take, (unsigned char *)&delays) < 0) {
            fprintf(stderr, "c_latency: %s\n", error_text(handle));
            return 1;
        }
    }
    /* What is in a block that the kernel has not handed over yet becomes visible after the timeout. */
    (void)poll(NULL, 0, 3 * FLUSH_MS);
    while (dispatch(handle, -1, take, (unsigned char *)&delays) > 0) {
    }
    struct statistics counted = {0};
    (void)stats(handle, &counted);
    printf("{\"packets\":%llu,\"received\":%u,\"dropped\":%u,\"missing\":%llu,\"samples\":%llu,\"negative\":%llu,"
           "\"p50_us\":%.3f,\"p90_us\":%.3f,\"p99_us\":%.3f,\"p999_us\":%.3f,\"max_us\":%.3f}\n",
           (unsigned long long)delays.packets, counted.received, counted.dropped, (unsigned long long)delays.missing,
           (unsigned long long)delays.count, (unsigned long long)delays.negative, (double)percentile(&delays, 50) / 1e3,
           (double)percentile(&delays, 90) / 1e3, (double)percentile(&delays, 99) / 1e3,
           (double)percentile(&delays, 99.9) / 1e3, (double)delays.longest / 1e3);
    close_handle(handle);
    return 0;
}
