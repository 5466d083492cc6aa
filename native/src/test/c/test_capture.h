/*
 * Capture files made by the tests themselves, byte by byte, so that what is read back has an origin that is not
 * libpcap.
 */
#ifndef TEST_CAPTURE_H
#define TEST_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A growing run of bytes. */
typedef struct bytes {
    uint8_t *at;
    size_t used;
    size_t room;
} bytes;

void bytes_put(bytes *to, const void *data, size_t count);
void bytes_free(bytes *it);

enum capture_kind { PCAP_NANO, PCAP_MICRO, PCAP_NANO_SWAPPED, PCAP_MICRO_SWAPPED, PCAPNG_NANO, CAPTURE_KINDS };

/* A file of packets with the sizes given by `size_of(i)`, and the block body it must become. */
typedef struct capture {
    bytes file;
    bytes body; /* nanosecond records in native order, one after the other */
    int packets;
    char path[256];
} capture;

/* Odd sizes from 0 to 262144, small ones more often. */
uint32_t odd_size(int i);
uint32_t small_size(int i);

/* Makes `packets` packets and writes them into a new file in the test's own directory. */
void capture_make(capture *it, enum capture_kind kind, int packets, uint32_t (*size_of)(int));

/* Writes the first `count` bytes of the file again, for torn files. */
void capture_cut(const capture *it, size_t count);
void capture_free(capture *it);

/* A path in the test's own directory, which is removed at exit. */
void test_path(char *out, size_t room, const char *name);
void write_file(const char *path, const void *data, size_t count);

/* What a run of fills gave. */
typedef struct reading {
    bytes body;
    int64_t packets;
    int blocks;
    int code;        /* that ended it, < 0 */
    int zeros;       /* fills that returned 0 */
    uint16_t flags;  /* of the last block */
    int64_t dropped; /* of the last block */
    uint16_t index;  /* of the last block */
} reading;

struct rcap_group;

/* Fills blocks of the given size until a negative code. Checks each header against its body. */
void read_all(struct rcap_group *group, size_t block_bytes, reading *out);
void reading_free(reading *it);

#endif
