/*
 * The null row of the live harness: the least that a C program can do with libpcap and a live interface. It polls, dispatches
 * through a callback that counts, and at SIGINT or SIGTERM takes what is left in the kernel's ring and prints its counters.
 *
 * c_live INTERFACE [--buffer BYTES] [--stop-delay MS]
 *
 * Says "ready" on stderr once it captures, and one line of JSON on stdout at the end: packets that the callback saw, and what
 * pcap_stats says of received and dropped. --stop-delay makes it slow to stop by a known time: the harness tests itself so.
 *
 * libpcap is opened at run time, as the shim does, so that no -dev package is needed to build this.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
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
    RETIRE_MS = 10,
    POLL_MS = 100,
    MAX_BUFFER = 1 << 30,
    MAX_DELAY_MS = 60000
};

struct packet_header {
    struct timeval ts;
    uint32_t caplen;
    uint32_t len;
};

struct counters {
    unsigned received;
    unsigned dropped;
    unsigned dropped_by_interface;
};

typedef void (*packet_callback)(unsigned char *user, const struct packet_header *header, const unsigned char *bytes);

static void *(*create)(const char *interface, char *errbuf);
static int (*set_snaplen)(void *handle, int bytes);
static int (*set_promisc)(void *handle, int is_wanted);
static int (*set_timeout)(void *handle, int ms);
static int (*set_buffer_size)(void *handle, int bytes);
static int (*activate)(void *handle);
static int (*set_nonblock)(void *handle, int is_wanted, char *errbuf);
static int (*selectable_fd)(void *handle);
static int (*dispatch)(void *handle, int count, packet_callback callback, unsigned char *user);
static int (*stats)(void *handle, struct counters *counters);
static char *(*last_error)(void *handle);
static void (*close_handle)(void *handle);

static volatile sig_atomic_t is_stopped;

static void stop(int signal_number) {
    (void)signal_number;
    is_stopped = 1;
}

static _Noreturn void die(const char *what, const char *why) {
    (void)fprintf(stderr, "c_live: %s: %s\n", what, why);
    exit(1);
}

static void take(void *library, const char *name, void *function) {
    void *address = dlsym(library, name);
    if (address == NULL) {
        die("libpcap lacks", name);
    }
    /* ISO C has no cast from an object pointer to a function pointer; POSIX promises that they are alike. */
    memcpy(function, &address, sizeof address);
}

static void load_libpcap(void) {
    void *library = dlopen("libpcap.so.0.8", RTLD_NOW);
    if (library == NULL) {
        library = dlopen("libpcap.so.1", RTLD_NOW);
    }
    if (library == NULL) {
        die("libpcap is missing", dlerror());
    }
    take(library, "pcap_create", &create);
    take(library, "pcap_set_snaplen", &set_snaplen);
    take(library, "pcap_set_promisc", &set_promisc);
    take(library, "pcap_set_timeout", &set_timeout);
    take(library, "pcap_set_buffer_size", &set_buffer_size);
    take(library, "pcap_activate", &activate);
    take(library, "pcap_setnonblock", &set_nonblock);
    take(library, "pcap_get_selectable_fd", &selectable_fd);
    take(library, "pcap_dispatch", &dispatch);
    take(library, "pcap_stats", &stats);
    take(library, "pcap_geterr", &last_error);
    take(library, "pcap_close", &close_handle);
}

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

static void *open_interface(const char *interface, long buffer) {
    char errbuf[ERRBUF_BYTES] = "";
    void *handle = create(interface, errbuf);
    if (handle == NULL) {
        die(interface, errbuf);
    }
    set_snaplen(handle, SNAPLEN);
    set_promisc(handle, 1);
    set_timeout(handle, RETIRE_MS);
    if (buffer > 0) {
        set_buffer_size(handle, (int)buffer);
    }
    if (activate(handle) < 0) {
        die(interface, last_error(handle));
    }
    if (set_nonblock(handle, 1, errbuf) < 0) {
        die(interface, errbuf);
    }
    return handle;
}

static void dispatch_all(void *handle, uint64_t *packets) {
    int taken;
    do {
        taken = dispatch(handle, -1, count_packet, (unsigned char *)(void *)packets);
    } while (taken > 0);
    if (taken < 0) {
        die("dispatch", last_error(handle));
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
    load_libpcap();
    struct sigaction action = {.sa_handler = stop};
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    void *handle = open_interface(interface, buffer);
    uint64_t packets = 0;
    (void)fprintf(stderr, "ready\n");
    while (!is_stopped) {
        struct pollfd ready = {.fd = selectable_fd(handle), .events = POLLIN};
        if (poll(&ready, 1, POLL_MS) < 0 && errno != EINTR) {
            die("poll", strerror(errno));
        }
        dispatch_all(handle, &packets);
    }
    /* The counters first: what comes after them was not there when the user stopped, but still must be counted once. */
    struct timespec retire = {.tv_nsec = 2 * RETIRE_MS * 1000000L};
    (void)nanosleep(&retire, NULL);
    struct counters counters = {0};
    if (stats(handle, &counters) < 0) {
        die("stats", last_error(handle));
    }
    dispatch_all(handle, &packets);
    struct timespec delay = {.tv_sec = delay_ms / 1000, .tv_nsec = delay_ms % 1000 * 1000000L};
    (void)nanosleep(&delay, NULL);
    printf("{\"packets\":%llu,\"received\":%u,\"dropped\":%u}\n", (unsigned long long)packets, counters.received,
           counters.dropped);
    close_handle(handle);
    return 0;
}
