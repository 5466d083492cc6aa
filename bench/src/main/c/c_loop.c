/*
 * The baseline of the speed bars: the fastest thing that a C program does with libpcap and a file. It dispatches the file
 * through a callback that copies each packet, with its record header, to the next free place of one block of memory. The
 * block is as large as one of Ringcap's, and used again and again.
 *
 * c_loop FILE [PASSES [OUTPUT]]   prints one line of JSON: packets, captured bytes, seconds of all passes without start-up.
 *
 * With OUTPUT each full block is also written to that file, by one write(2): what the disk and its cache let a C program do.
 *
 * libpcap is opened at run time, as the shim does, so that no -dev package is needed to build this.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK_BYTES = 266240, RECORD_HEADER_BYTES = 16, ERRBUF_BYTES = 256, PRECISION_NANO = 1 };

struct packet_header {
    struct timeval ts;
    uint32_t caplen;
    uint32_t len;
};

typedef void (*packet_callback)(unsigned char *user, const struct packet_header *header, const unsigned char *bytes);

static void *(*open_offline)(const char *file, unsigned precision, char *errbuf);
static int (*dispatch)(void *handle, int count, packet_callback callback, unsigned char *user);
static void (*close_handle)(void *handle);

struct copy_state {
    uint8_t *block;
    int output; /* -1 for none */
    size_t used;
    uint64_t packets;
    uint64_t bytes;
};

static void put_block(struct copy_state *state) {
    for (size_t done = 0; state->output >= 0 && done < state->used;) {
        const ssize_t taken = write(state->output, state->block + done, state->used - done);
        if (taken < 0) {
            perror("c_loop: write");
            exit(1);
        }
        done += (size_t)taken;
    }
    state->used = 0;
}

static void copy_packet(unsigned char *user, const struct packet_header *header, const unsigned char *bytes) {
    struct copy_state *state = (struct copy_state *)user;
    const uint32_t record[4] = {(uint32_t)header->ts.tv_sec, (uint32_t)header->ts.tv_usec, header->caplen, header->len};
    if (header->caplen > BLOCK_BYTES - RECORD_HEADER_BYTES) {
        return;
    }
    if (state->used + RECORD_HEADER_BYTES + header->caplen > BLOCK_BYTES) {
        put_block(state);
    }
    memcpy(state->block + state->used, record, RECORD_HEADER_BYTES);
    memcpy(state->block + state->used + RECORD_HEADER_BYTES, bytes, header->caplen);
    state->used += RECORD_HEADER_BYTES + header->caplen;
    state->packets++;
    state->bytes += header->caplen;
}

static void *symbol(void *library, const char *name) {
    void *address = dlsym(library, name);
    if (address == NULL) {
        fprintf(stderr, "c_loop: libpcap has no %s\n", name);
        exit(1);
    }
    return address;
}

static void load_libpcap(void) {
    void *library = dlopen("libpcap.so.0.8", RTLD_NOW);
    if (library == NULL) {
        library = dlopen("libpcap.so.1", RTLD_NOW);
    }
    if (library == NULL) {
        fprintf(stderr, "c_loop: libpcap is missing: %s\n", dlerror());
        exit(1);
    }
    /* ISO C has no cast from an object pointer to a function pointer; POSIX promises that they are alike. */
    void *found = symbol(library, "pcap_open_offline_with_tstamp_precision");
    memcpy(&open_offline, &found, sizeof found);
    found = symbol(library, "pcap_dispatch");
    memcpy(&dispatch, &found, sizeof found);
    found = symbol(library, "pcap_close");
    memcpy(&close_handle, &found, sizeof found);
}

static double now_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    if (argc < 2 || argc > 4) {
        fprintf(stderr, "usage: c_loop FILE [PASSES [OUTPUT]]\n");
        return 2;
    }
    const int passes = argc >= 3 ? atoi(argv[2]) : 1;
    load_libpcap();
    struct copy_state state = {.block = malloc(BLOCK_BYTES), .output = -1};
    if (state.block == NULL) {
        fprintf(stderr, "c_loop: no memory\n");
        return 1;
    }
    if (argc == 4 && (state.output = open(argv[3], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640)) < 0) {
        perror(argv[3]);
        return 1;
    }
    memset(state.block, 0, BLOCK_BYTES);
    const double start = now_seconds();
    for (int pass = 0; pass < passes; pass++) {
        char errbuf[ERRBUF_BYTES] = "";
        void *handle = open_offline(argv[1], PRECISION_NANO, errbuf);
        if (handle == NULL) {
            fprintf(stderr, "c_loop: %s\n", errbuf);
            return 1;
        }
        if (dispatch(handle, -1, copy_packet, (unsigned char *)&state) < 0) {
            fprintf(stderr, "c_loop: cannot read %s\n", argv[1]);
            return 1;
        }
        close_handle(handle);
    }
    put_block(&state);
    const double seconds = now_seconds() - start;
    printf("{\"packets\":%llu,\"bytes\":%llu,\"seconds\":%.6f}\n", (unsigned long long)state.packets,
           (unsigned long long)state.bytes, seconds);
    free(state.block);
    return 0;
}
