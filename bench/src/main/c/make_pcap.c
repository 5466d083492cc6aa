/*
 * Makes the input of the speed measurements: a nanosecond pcap file of so many packets, all of one size or mixed 7:4:1 of
 * 64, 590 and 1514 bytes in an order that a branch predictor cannot learn.
 *
 * make-pcap FILE PACKETS SIZE|mix
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FRAME = 1514, BUFFER_BYTES = 1 << 20 };

static const uint32_t MAGIC_NANO = 0xa1b23c4d;

static uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static uint32_t mixed_size(uint32_t *state) {
    const uint32_t draw = next_random(state) % 12;
    return draw < 7 ? 64 : draw < 11 ? 590 : 1514;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: make-pcap FILE PACKETS SIZE|mix\n");
        return 2;
    }
    const long long packets = atoll(argv[2]);
    const int is_mixed = strcmp(argv[3], "mix") == 0;
    const uint32_t fixed = is_mixed ? 0 : (uint32_t)atoi(argv[3]);
    if (packets <= 0 || (!is_mixed && (fixed < 14 || fixed > MAX_FRAME))) {
        fprintf(stderr, "make-pcap: PACKETS must be positive, SIZE 14 to %d or mix\n", MAX_FRAME);
        return 2;
    }
    FILE *out = fopen(argv[1], "wb");
    if (out == NULL || setvbuf(out, NULL, _IOFBF, BUFFER_BYTES) != 0) {
        perror(argv[1]);
        return 1;
    }
    const uint32_t file_header[6] = {MAGIC_NANO, 2 | 4 << 16, 0, 0, 262144, 1};
    fwrite(file_header, sizeof file_header, 1, out);
    uint8_t frame[MAX_FRAME];
    for (int i = 0; i < MAX_FRAME; i++) {
        frame[i] = (uint8_t)i;
    }
    static const uint8_t ethernet[14] = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x08, 0x00};
    memcpy(frame, ethernet, sizeof ethernet);
    uint32_t random = 2463534242u;
    for (long long i = 0; i < packets; i++) {
        const uint32_t size = is_mixed ? mixed_size(&random) : fixed;
        const uint32_t record[4] = {(uint32_t)(1700000000 + i / 1000000), (uint32_t)(i % 1000000 * 1000), size, size};
        fwrite(record, sizeof record, 1, out);
        fwrite(frame, size, 1, out);
    }
    if (ferror(out) || fclose(out) != 0) {
        perror(argv[1]);
        return 1;
    }
    return 0;
}
