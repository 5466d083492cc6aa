/*
 * Making capture files and reading them back through a group. See test_capture.h.
 */
#include "test_capture.h"

#include <byteswap.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rcap_group.h"

static char directory[128];

static _Noreturn void broken(const char *what) {
    perror(what);
    abort();
}

static void remove_directory(void) {
    DIR *open_directory = opendir(directory);
    if (open_directory == NULL) {
        return;
    }
    for (struct dirent *entry; (entry = readdir(open_directory)) != NULL;) {
        (void)unlinkat(dirfd(open_directory), entry->d_name, 0);
    }
    (void)closedir(open_directory);
    (void)rmdir(directory);
}

void test_path(char *out, size_t room, const char *name) {
    if (directory[0] == '\0') {
        const char *base = getenv("TMPDIR");
        (void)snprintf(directory, sizeof directory, "%.64s/rcap-test-XXXXXX", base != NULL ? base : "/tmp");
        if (mkdtemp(directory) == NULL) {
            broken("mkdtemp");
        }
        (void)atexit(remove_directory);
    }
    (void)snprintf(out, room, "%s/%s", directory, name);
}

void write_file(const char *path, const void *data, size_t count) {
    FILE *file = fopen(path, "wbe");
    if (file == NULL || (count > 0 && fwrite(data, 1, count, file) != count) || fclose(file) != 0) {
        broken(path);
    }
}

void bytes_put(bytes *to, const void *data, size_t count) {
    if (count > to->room - to->used) {
        to->room = (to->used + count) * 2;
        to->at = realloc(to->at, to->room);
        if (to->at == NULL) {
            broken("realloc");
        }
    }
    if (count > 0) {
        memcpy(to->at + to->used, data, count);
        to->used += count;
    }
}

void bytes_free(bytes *it) {
    free(it->at);
    *it = (bytes){0};
}

uint32_t odd_size(int i) {
    static const uint32_t sizes[] = {0, 1, 2, 15, 16, 17, 60, 61, 63, 590, 1514, 9001, 65535, 65536, 262143, 262144};
    uint32_t mixed = (uint32_t)i * 2654435761u;
    return i % 3 != 0 ? (mixed >> 8) % 1600 : sizes[(mixed >> 12) % (sizeof sizes / sizeof sizes[0])];
}

uint32_t small_size(int i) {
    return 60 + (uint32_t)i * 2654435761u % 90;
}

static bool swapped_kind(enum capture_kind kind) {
    return kind == PCAP_NANO_SWAPPED || kind == PCAP_MICRO_SWAPPED;
}

static bool micro_kind(enum capture_kind kind) {
    return kind == PCAP_MICRO || kind == PCAP_MICRO_SWAPPED;
}

static void put32(bytes *to, uint32_t value, bool swapped) {
    uint32_t stored = swapped ? bswap_32(value) : value;
    bytes_put(to, &stored, sizeof stored);
}

static void put16(bytes *to, uint16_t value, bool swapped) {
    uint16_t stored = swapped ? bswap_16(value) : value;
    bytes_put(to, &stored, sizeof stored);
}

static void put_file_header(bytes *file, enum capture_kind kind) {
    bool swapped = swapped_kind(kind);
    if (kind == PCAPNG_NANO) {
        static const uint32_t section[] = {0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff, 28};
        /* link type 1, snaplen 262144, if_tsresol (9) of one byte: 9, end of options */
        static const uint32_t interface[] = {1, 32, 1, 262144, 9 | 1u << 16, 9, 0, 32};
        bytes_put(file, section, sizeof section);
        bytes_put(file, interface, sizeof interface);
        return;
    }
    put32(file, micro_kind(kind) ? 0xa1b2c3d4 : 0xa1b23c4d, swapped);
    put16(file, 2, swapped);
    put16(file, 4, swapped);
    put32(file, 0, swapped);
    put32(file, 0, swapped);
    put32(file, RCAP_MAX_SNAPLEN, swapped);
    put32(file, 1, swapped);
}

static void put_packet(bytes *file, enum capture_kind kind, const rcap_record *record, const uint8_t *data) {
    static const uint8_t padding[4] = {0};
    if (kind == PCAPNG_NANO) {
        uint64_t time = (uint64_t)record->ts_sec * 1000000000u + record->ts_nsec;
        uint32_t pad = (4 - record->caplen % 4) % 4;
        uint32_t total = 32 + record->caplen + pad;
        const uint32_t head[] = {6, total, 0, (uint32_t)(time >> 32), (uint32_t)time, record->caplen, record->len};
        bytes_put(file, head, sizeof head);
        bytes_put(file, data, record->caplen);
        bytes_put(file, padding, pad);
        bytes_put(file, &total, sizeof total);
        return;
    }
    bool swapped = swapped_kind(kind);
    put32(file, record->ts_sec, swapped);
    put32(file, micro_kind(kind) ? record->ts_nsec / 1000 : record->ts_nsec, swapped);
    put32(file, record->caplen, swapped);
    put32(file, record->len, swapped);
    bytes_put(file, data, record->caplen);
}

void capture_make(capture *it, enum capture_kind kind, int packets, uint32_t (*size_of)(int)) {
    static int number;
    char name[64];
    uint8_t *data = malloc(RCAP_MAX_SNAPLEN);
    if (data == NULL) {
        broken("malloc");
    }
    *it = (capture){.packets = packets};
    put_file_header(&it->file, kind);
    for (int i = 0; i < packets; i++) {
        uint32_t size = size_of(i);
        uint32_t fraction = (uint32_t)i * 7919u % 1000000;
        const rcap_record record = {
            .ts_sec = 1700000000u + (uint32_t)i,
            .ts_nsec = micro_kind(kind) ? fraction * 1000 : fraction * 1000 + 7,
            .caplen = size,
            .len = size + (i % 5 == 0 ? 100 : 0),
        };
        for (uint32_t k = 0; k < size; k++) {
            data[k] = (uint8_t)((uint32_t)i * 31u + k * 7u + (k >> 8));
        }
        put_packet(&it->file, kind, &record, data);
        bytes_put(&it->body, &record, sizeof record);
        bytes_put(&it->body, data, size);
    }
    free(data);
    (void)snprintf(name, sizeof name, "%d.cap", number++);
    test_path(it->path, sizeof it->path, name);
    capture_cut(it, it->file.used);
}

void capture_cut(const capture *it, size_t count) {
    write_file(it->path, it->file.at, count);
}

void capture_free(capture *it) {
    (void)unlink(it->path);
    bytes_free(&it->file);
    bytes_free(&it->body);
}

/* A header must tell the truth about its body. */
static void check_block(const uint8_t *block, int returned) {
    rcap_block_header header;
    rcap_record record = {0};
    memcpy(&header, block, sizeof header);
    int64_t first = -1;
    uint32_t at = 0;
    uint32_t packets = 0;
    while (at < header.body_bytes) {
        memcpy(&record, block + RCAP_HEADER_BYTES + at, sizeof record);
        first = packets == 0 ? (int64_t)record.ts_sec * 1000000000 + record.ts_nsec : first;
        at += RCAP_RECORD_BYTES + record.caplen;
        packets++;
    }
    bool good = header.magic == RCAP_BLOCK_MAGIC && header.version == RCAP_BLOCK_VERSION && at == header.body_bytes &&
                packets == header.packets && packets == (uint32_t)returned && header.first_ts_ns == first &&
                header.last_ts_ns == (int64_t)record.ts_sec * 1000000000 + record.ts_nsec && header.sequence == 0 &&
                header.packets_before == 0 && header.config_version == 0;
    if (!good) {
        (void)fprintf(stderr, "a block's header does not agree with its body\n");
        abort();
    }
}

/* Long: how blocks are cut must not depend on how busy the machine is. */
enum { READ_FLUSH_NS = 1000000000 };

void read_all(struct rcap_group *group, size_t block_bytes, reading *out) {
    uint8_t *block = aligned_alloc(64, (block_bytes + 63) / 64 * 64);
    if (block == NULL) {
        broken("aligned_alloc");
    }
    *out = (reading){0};
    for (;;) {
        int got = rcap_group_fill(group, block, block_bytes, READ_FLUSH_NS, 50000000);
        if (got < 0) {
            out->code = got;
            break;
        }
        if (got == 0) {
            out->zeros++;
            continue;
        }
        check_block(block, got);
        rcap_block_header header;
        memcpy(&header, block, sizeof header);
        bytes_put(&out->body, block + RCAP_HEADER_BYTES, header.body_bytes);
        out->packets += got;
        out->blocks++;
        out->flags = header.flags;
        out->dropped = header.dropped;
        out->index = header.interface_index;
    }
    free(block);
}

void reading_free(reading *it) {
    bytes_free(&it->body);
}
