/*
 * The baselines of the speed bars: what a C program does with libpcap and a file, dispatched through a callback.
 *
 *   copy   (the default) copies each packet, with its record header, to the next free place of one block of memory, which is as
 *          large as one of Ringcap's and used again and again. With OUTPUT each full block is also written to that file, by one
 *          write(2): what the disk and its cache let a C program do.
 *   null   counts packets and bytes, and touches nothing else: the most that libpcap gives.
 *   dump   hands each packet to pcap_dump, which writes OUTPUT: what tcpdump -w does.
 *
 * c_loop [-m copy|null|dump] FILE [PASSES [OUTPUT]]
 *
 * Prints one line of JSON: packets, captured bytes, seconds of all passes without start-up.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench_libpcap.h"

enum { BLOCK_BYTES = 266240, RECORD_HEADER_BYTES = 16 };

struct copy_state {
    void *dumper; /* NULL for none */
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

static void count_packet(unsigned char *user, const struct packet_header *header, const unsigned char *bytes) {
    struct copy_state *state = (struct copy_state *)user;
    (void)bytes;
    state->packets++;
    state->bytes += header->caplen;
}

static void dump_packet(unsigned char *user, const struct packet_header *header, const unsigned char *bytes) {
    struct copy_state *state = (struct copy_state *)user;
    pcap.dump(state->dumper, header, bytes);
    state->packets++;
    state->bytes += header->caplen;
}

static int open_output(struct copy_state *state, int is_dump, void *handle, const char *path) {
    if (is_dump) {
        state->dumper = pcap.dump_open(handle, path);
    } else {
        state->output = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    }
    return is_dump ? state->dumper != NULL : state->output >= 0;
}

int main(int argc, char **argv) {
    const char *mode = argc > 2 && strcmp(argv[1], "-m") == 0 ? argv[2] : "copy";
    const int first = argc > 2 && strcmp(argv[1], "-m") == 0 ? 3 : 1;
    const int is_dump = strcmp(mode, "dump") == 0;
    const int is_null = strcmp(mode, "null") == 0;
    const char *output = argc > first + 2 ? argv[first + 2] : NULL;
    if (argc <= first || argc > first + 3 || (!is_dump && !is_null && strcmp(mode, "copy") != 0) ||
        (is_dump && output == NULL) || (is_null && output != NULL)) {
        fprintf(stderr, "usage: c_loop [-m copy|null|dump] FILE [PASSES [OUTPUT]]; dump needs OUTPUT, null has none\n");
        return 2;
    }
    const int passes = argc > first + 1 ? atoi(argv[first + 1]) : 1;
    const packet_callback callback = is_dump ? dump_packet : is_null ? count_packet : copy_packet;
    need_libpcap();
    struct copy_state state = {.block = malloc(BLOCK_BYTES), .output = -1};
    if (state.block == NULL) {
        fprintf(stderr, "c_loop: no memory\n");
        return 1;
    }
    memset(state.block, 0, BLOCK_BYTES);
    const int64_t start = nanos(CLOCK_MONOTONIC);
    for (int pass = 0; pass < passes; pass++) {
        char errbuf[ERRBUF_BYTES] = "";
        void *handle = pcap.open_offline_with_tstamp_precision(argv[first], PRECISION_NANO, errbuf);
        if (handle == NULL) {
            fprintf(stderr, "c_loop: %s\n", errbuf);
            return 1;
        }
        if (pass == 0 && output != NULL && !open_output(&state, is_dump, handle, output)) {
            perror(output);
            return 1;
        }
        if (pcap.dispatch(handle, -1, callback, (unsigned char *)&state) < 0) {
            fprintf(stderr, "c_loop: cannot read %s\n", argv[first]);
            return 1;
        }
        pcap.close(handle);
    }
    put_block(&state);
    if (is_dump) {
        /* pcap_dump itself tells nobody when the disk is full. */
        if (pcap.dump_flush(state.dumper) != 0) {
            perror(output);
            return 1;
        }
        pcap.dump_close(state.dumper);
    }
    const double seconds = (double)(nanos(CLOCK_MONOTONIC) - start) / 1e9;
    printf("{\"packets\":%llu,\"bytes\":%llu,\"seconds\":%.6f}\n", (unsigned long long)state.packets,
           (unsigned long long)state.bytes, seconds);
    free(state.block);
    return 0;
}
