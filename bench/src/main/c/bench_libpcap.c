/* See bench_libpcap.h. */
#define _GNU_SOURCE
#include "bench_libpcap.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SNAPLEN = 262144 };

struct libpcap pcap;
volatile sig_atomic_t is_stopped;

static const struct {
    const char *name;
    void *function;
} wanted[] = {
    {"pcap_create", &pcap.create},
    {"pcap_set_snaplen", &pcap.set_snaplen},
    {"pcap_set_promisc", &pcap.set_promisc},
    {"pcap_set_timeout", &pcap.set_timeout},
    {"pcap_set_immediate_mode", &pcap.set_immediate_mode},
    {"pcap_set_buffer_size", &pcap.set_buffer_size},
    {"pcap_activate", &pcap.activate},
    {"pcap_setnonblock", &pcap.setnonblock},
    {"pcap_get_selectable_fd", &pcap.get_selectable_fd},
    {"pcap_open_offline_with_tstamp_precision", &pcap.open_offline_with_tstamp_precision},
    {"pcap_dispatch", &pcap.dispatch},
    {"pcap_next_ex", &pcap.next_ex},
    {"pcap_stats", &pcap.stats},
    {"pcap_geterr", &pcap.geterr},
    {"pcap_close", &pcap.close},
    {"pcap_dump_open", &pcap.dump_open},
    {"pcap_dump", &pcap.dump},
    {"pcap_dump_flush", &pcap.dump_flush},
    {"pcap_dump_close", &pcap.dump_close},
};

const char *load_libpcap(void) {
    static int is_loaded;
    if (is_loaded) {
        return NULL;
    }
    void *library = dlopen("libpcap.so.0.8", RTLD_NOW);
    if (library == NULL) {
        library = dlopen("libpcap.so.1", RTLD_NOW);
    }
    if (library == NULL) {
        return dlerror();
    }
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        void *found = dlsym(library, wanted[i].name);
        if (found == NULL) {
            return wanted[i].name;
        }
        /* ISO C has no cast from an object pointer to a function pointer; POSIX promises that they are alike. */
        memcpy(wanted[i].function, &found, sizeof found);
    }
    is_loaded = 1;
    return NULL;
}

void need_libpcap(void) {
    const char *missing = load_libpcap();
    if (missing != NULL) {
        die("libpcap, or a part of it, is missing", missing);
    }
}

void die(const char *what, const char *why) {
    (void)fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what, why);
    exit(1);
}

void *open_live(const char *interface, int buffer, int is_immediate) {
    char errbuf[ERRBUF_BYTES] = "";
    void *handle = pcap.create(interface, errbuf);
    if (handle == NULL) {
        die(interface, errbuf);
    }
    pcap.set_snaplen(handle, SNAPLEN);
    pcap.set_promisc(handle, 1);
    pcap.set_timeout(handle, RETIRE_MS);
    pcap.set_immediate_mode(handle, is_immediate);
    if (buffer > 0) {
        pcap.set_buffer_size(handle, buffer);
    }
    if (pcap.activate(handle) < 0) {
        die(interface, pcap.geterr(handle));
    }
    if (pcap.setnonblock(handle, 1, errbuf) < 0) {
        die(interface, errbuf);
    }
    return handle;
}

static void stop(int signal_number) {
    (void)signal_number;
    is_stopped = 1;
}

void end_by_signal(void) {
    const struct sigaction action = {.sa_handler = stop};
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}
