/*
 * Reading files: every byte of every packet, in every format and block size; files that are torn, empty, foreign or no
 * files.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rcap_group.h"
#include "rcap_test.h"
#include "test_capture.h"

static rcap_error error;

static rcap_group *open_group(const char *path, const char *filter, int repeat) {
    rcap_group *group;
    REQUIRE(rcap_group_create(&group, &error) == 0);
    int index = rcap_group_add_file(group, path, filter, RCAP_MAX_SNAPLEN, repeat, &error);
    if (index != 0) {
        (void)fprintf(stderr, "%d %s\n", index, error.text);
    }
    REQUIRE(index == 0);
    return group;
}

static int open_code(const char *path) {
    rcap_group *group;
    REQUIRE(rcap_group_create(&group, &error) == 0);
    int code = rcap_group_add_file(group, path, "", RCAP_MAX_SNAPLEN, 1, &error);
    rcap_group_close(group);
    return code;
}

static void check_same(const bytes *expected, const bytes *actual) {
    CHECK_EQ(expected->used, actual->used);
    CHECK(expected->used == actual->used && memcmp(expected->at, actual->at, actual->used) == 0);
}

static void should_read_every_byte_with_every_block_size(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 400, odd_size);
    /* The file itself is an independent witness: native nanosecond records after its 24 bytes. */
    CHECK_EQ(0, memcmp(file.file.at + 24, file.body.at, file.body.used));
    static const size_t more[] = {0,  1,   2,    3,    7,    8,     15,     16,     17,     31,
                                  60, 100, 1000, 1530, 4096, 65536, 262144, 300001, 1 << 20};
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        rcap_group *group = open_group(file.path, "", 1);
        reading got;
        rcap_stats stats;
        read_all(group, RCAP_MIN_BLOCK_BYTES + more[i], &got);
        CHECK_EQ(RCAP_E_END, got.code);
        CHECK_EQ(file.packets, got.packets);
        check_same(&file.body, &got.body);
        CHECK_EQ(0, rcap_group_stats(group, 0, &stats));
        CHECK_EQ(file.packets, stats.delivered);
        CHECK_EQ((int64_t)file.body.used - 16 * file.packets, stats.delivered_bytes);
        CHECK_EQ(-1, stats.received);
        CHECK_EQ(0, stats.dropped);
        reading_free(&got);
        rcap_group_close(group);
    }
    capture_free(&file);
}

static void should_read_every_format(void) {
    for (int kind = 0; kind < CAPTURE_KINDS; kind++) {
        capture file;
        capture_make(&file, (enum capture_kind)kind, 500, odd_size);
        rcap_group *group = open_group(file.path, NULL, 1);
        reading got;
        rcap_effective effective;
        read_all(group, RCAP_MIN_BLOCK_BYTES + 40000, &got);
        CHECK_EQ(RCAP_E_END, got.code);
        check_same(&file.body, &got.body);
        CHECK_EQ(0, rcap_group_effective(group, 0, &effective));
        CHECK_EQ(1, effective.link_type);
        CHECK_EQ(1, effective.nanoseconds);
        CHECK_EQ(RCAP_MAX_SNAPLEN, effective.snaplen);
        CHECK_EQ(-1, effective.ring_bytes);
        CHECK_EQ(-1, effective.tpacket);
        reading_free(&got);
        rcap_group_close(group);
        capture_free(&file);
    }
}

static void should_deliver_all_before_torn_record(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 10, small_size);
    size_t last = file.file.used - 16 - small_size(9);
    static const size_t left[] = {1, 8, 15, 16, 17, 40};
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        capture_cut(&file, last + left[i]);
        rcap_group *group = open_group(file.path, "", 3);
        reading got;
        read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
        CHECK_EQ(RCAP_E_TRUNCATED, got.code);
        CHECK_EQ(0, rcap_group_failed(group, &error));
        CHECK_CONTAINS("truncated", error.text);
        CHECK_EQ(9, got.packets);
        CHECK_EQ(RCAP_BLOCK_TRUNCATED, got.flags);
        CHECK_EQ(0, memcmp(file.body.at, got.body.at, got.body.used));
        reading_free(&got);
        read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
        CHECK_EQ(RCAP_E_END, got.code);
        CHECK_EQ(-1, rcap_group_failed(group, &error));
        reading_free(&got);
        rcap_group_close(group);
    }
    capture_free(&file);
}

static void should_report_torn_pcapng(void) {
    capture file;
    capture_make(&file, PCAPNG_NANO, 10, small_size);
    capture_cut(&file, file.file.used - 20);
    rcap_group *group = open_group(file.path, "", 1);
    reading got;
    read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
    CHECK_EQ(RCAP_E_TRUNCATED, got.code);
    CHECK_EQ(9, got.packets);
    reading_free(&got);
    rcap_group_close(group);
    capture_free(&file);
}

static void should_report_corrupt_record(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 10, small_size);
    uint32_t absurd = 0x7fffffff;
    memcpy(file.file.at + 24 + 8, &absurd, sizeof absurd);
    capture_cut(&file, file.file.used);
    rcap_group *group = open_group(file.path, "", 1);
    reading got;
    read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
    CHECK_EQ(RCAP_E_READ, got.code);
    CHECK_EQ(0, got.packets);
    CHECK_EQ(0, rcap_group_failed(group, &error));
    CHECK(error.text[0] != '\0');
    reading_free(&got);
    rcap_group_close(group);
    capture_free(&file);
}

/* Some link types (here USBPcap) have no limit of 262144 bytes: such a packet is cut and counted. */
static void should_cut_oversize_packet(void) {
    enum { LENGTH = 300001 };
    static const uint32_t header[] = {0xa1b23c4d, 2 | 4 << 16, 0, 0, 1 << 20, 249};
    static const rcap_record record = {.ts_sec = 1, .ts_nsec = 2, .caplen = LENGTH, .len = LENGTH};
    static uint8_t data[LENGTH];
    char path[256];
    bytes file = {0};
    data[RCAP_MAX_SNAPLEN - 1] = 77;
    bytes_put(&file, header, sizeof header);
    for (int i = 0; i < 3; i++) {
        bytes_put(&file, &record, sizeof record);
        bytes_put(&file, data, sizeof data);
    }
    test_path(path, sizeof path, "oversize");
    write_file(path, file.at, file.used);
    rcap_group *group = open_group(path, "", 1);
    reading got;
    rcap_stats stats;
    read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
    CHECK_EQ(RCAP_E_END, got.code);
    CHECK_EQ(3, got.packets);
    CHECK_EQ(3 * (16 + RCAP_MAX_SNAPLEN), got.body.used);
    CHECK_EQ(77, got.body.at[15 + RCAP_MAX_SNAPLEN]);
    rcap_record cut;
    memcpy(&cut, got.body.at, sizeof cut);
    CHECK_EQ(RCAP_MAX_SNAPLEN, cut.caplen);
    CHECK_EQ(LENGTH, cut.len);
    CHECK_EQ(0, rcap_group_stats(group, 0, &stats));
    CHECK_EQ(3, stats.oversize);
    reading_free(&got);
    rcap_group_close(group);
    bytes_free(&file);
    (void)unlink(path);
}

static void should_end_on_empty_file(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 0, small_size);
    rcap_group *group = open_group(file.path, "", 2000000000); /* an empty file stays empty, however often */
    reading got;
    read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
    CHECK_EQ(RCAP_E_END, got.code);
    CHECK_EQ(0, got.packets);
    reading_free(&got);
    rcap_group_close(group);
    capture_free(&file);
}

static void should_refuse_what_is_no_capture_file(void) {
    char path[256];
    test_path(path, sizeof path, "zero");
    write_file(path, "", 0);
    CHECK_EQ(RCAP_E_FORMAT, open_code(path));
    write_file(path, "#!/bin/sh\necho this is not a capture file at all\n", 48);
    CHECK_EQ(RCAP_E_FORMAT, open_code(path));
    CHECK_CONTAINS(path, error.text);
    write_file(path, "\x4d\x3c\xb2\xa1", 4);
    CHECK_EQ(RCAP_E_FORMAT, open_code(path));
    CHECK_EQ(RCAP_E_OPEN_FILE, open_code("/nonexistent/file"));
    CHECK_CONTAINS("No such file", error.text);
    CHECK_EQ(RCAP_E_OPEN_FILE, open_code("/"));
    CHECK_EQ(RCAP_E_NOT_SUPPORTED, open_code("/dev/null"));
    CHECK_EQ(RCAP_E_INVALID, open_code(""));
    CHECK_EQ(RCAP_E_INVALID, open_code(NULL));
    (void)unlink(path);
    REQUIRE(mkfifo(path, 0600) == 0);
    CHECK_EQ(RCAP_E_NOT_SUPPORTED, open_code(path)); /* and does not wait for a writer */
    (void)unlink(path);
}

static void should_say_why_file_is_unreadable(void) {
    if (geteuid() == 0) {
        /* root reads everything; a loop of links is unreadable for root too */
        char path[256];
        test_path(path, sizeof path, "loop");
        REQUIRE(symlink(path, path) == 0);
        CHECK_EQ(RCAP_E_OPEN_FILE, open_code(path));
        CHECK_CONTAINS("symbolic links", error.text);
        (void)unlink(path);
        return;
    }
    capture file;
    capture_make(&file, PCAP_NANO, 1, small_size);
    REQUIRE(chmod(file.path, 0) == 0);
    CHECK_EQ(RCAP_E_OPEN_FILE, open_code(file.path));
    CHECK_CONTAINS("ermission denied", error.text);
    capture_free(&file);
}

static void should_repeat_file(void) {
    capture file;
    capture_make(&file, PCAP_MICRO_SWAPPED, 57, odd_size);
    for (int repeat = 1; repeat <= 7; repeat += 3) {
        rcap_group *group = open_group(file.path, "", repeat);
        reading got;
        read_all(group, RCAP_MIN_BLOCK_BYTES + 5, &got);
        CHECK_EQ(RCAP_E_END, got.code);
        CHECK_EQ((int64_t)repeat * file.packets, got.packets);
        REQUIRE(got.body.used == (size_t)repeat * file.body.used);
        for (int i = 0; i < repeat; i++) {
            CHECK_EQ(0, memcmp(got.body.at + (size_t)i * file.body.used, file.body.at, file.body.used));
        }
        reading_free(&got);
        rcap_group_close(group);
    }
    capture_free(&file);
}

static void should_refuse_bad_arguments(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 3, small_size);
    rcap_group *group = open_group(file.path, "", 1);
    uint8_t *block = aligned_alloc(64, 2 * RCAP_MIN_BLOCK_BYTES / 64 * 64);
    REQUIRE(block != NULL);
    CHECK_EQ(RCAP_E_INVALID, rcap_group_fill(group, block, RCAP_MIN_BLOCK_BYTES - 1, 0, 0));
    CHECK_EQ(RCAP_E_INVALID, rcap_group_fill(group, block + 4, RCAP_MIN_BLOCK_BYTES, 0, 0));
    CHECK_EQ(RCAP_E_INVALID, rcap_group_fill(group, NULL, RCAP_MIN_BLOCK_BYTES, 0, 0));
    CHECK_EQ(RCAP_E_INVALID, rcap_group_fill(group, block, RCAP_MIN_BLOCK_BYTES, -1, 0));
    CHECK_EQ(RCAP_E_INVALID, rcap_group_fill(group, block, RCAP_MIN_BLOCK_BYTES, 0, -1));
    CHECK_EQ(RCAP_E_INVALID, rcap_group_add_file(group, file.path, "", RCAP_MAX_SNAPLEN, 0, &error));
    rcap_stats stats;
    CHECK_EQ(RCAP_E_INVALID, rcap_group_stats(group, 1, &stats));
    CHECK_EQ(RCAP_E_INVALID, rcap_group_stats(group, -1, &stats));
    CHECK_EQ(3, rcap_group_fill(group, block, RCAP_MIN_BLOCK_BYTES, 0, 0));
    free(block);
    rcap_group_close(group);
    capture_free(&file);
}

int main(void) {
    RUN(should_read_every_byte_with_every_block_size);
    RUN(should_read_every_format);
    RUN(should_deliver_all_before_torn_record);
    RUN(should_report_torn_pcapng);
    RUN(should_report_corrupt_record);
    RUN(should_cut_oversize_packet);
    RUN(should_end_on_empty_file);
    RUN(should_refuse_what_is_no_capture_file);
    RUN(should_say_why_file_is_unreadable);
    RUN(should_repeat_file);
    RUN(should_refuse_bad_arguments);
    return TEST_RESULT();
}
