/*
 * Reading past libpcap: the same bytes as through it, at every size of block, and libpcap's own judgement as soon as
 * anything is unusual.
 */
#include "rcap_group.h"
#include "rcap_test.h"
#include "test_capture.h"

static rcap_error error;

static rcap_group *open_group(const char *path, int snaplen, int repeat) {
    rcap_group *group;
    REQUIRE(rcap_group_create(&group, &error) == 0);
    REQUIRE(rcap_group_add_file(group, path, "", snaplen, repeat, &error) == 0);
    return group;
}

static void should_scale_microseconds_with_every_block_size(void) {
    capture file;
    capture_make(&file, PCAP_MICRO, 400, odd_size);
    static const size_t more[] = {0, 1, 15, 16, 17, 100, 4096, 300001};
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        rcap_group *group = open_group(file.path, RCAP_MAX_SNAPLEN, 2);
        reading got;
        read_all(group, RCAP_MIN_BLOCK_BYTES + more[i], &got);
        CHECK_EQ(RCAP_E_END, got.code);
        REQUIRE(got.body.used == 2 * file.body.used);
        CHECK_EQ(0, memcmp(got.body.at, file.body.at, file.body.used));
        CHECK_EQ(0, memcmp(got.body.at + file.body.used, file.body.at, file.body.used));
        reading_free(&got);
        rcap_group_close(group);
    }
    capture_free(&file);
}

static uint32_t largest(int i) {
    (void)i;
    return RCAP_MAX_SNAPLEN;
}

static void should_fill_a_block_to_its_last_byte(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 3, largest);
    rcap_group *group = open_group(file.path, RCAP_MAX_SNAPLEN, 1);
    reading got;
    read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
    CHECK_EQ(RCAP_E_END, got.code);
    CHECK_EQ(3, got.blocks);
    REQUIRE(got.body.used == file.body.used);
    CHECK_EQ(0, memcmp(got.body.at, file.body.at, file.body.used));
    reading_free(&got);
    rcap_group_close(group);
    capture_free(&file);
}

/* The file says that no packet is longer than 100 bytes, but some are: libpcap cuts them. */
static void should_leave_a_record_beyond_the_snaplen_to_libpcap(void) {
    static const uint32_t snaplen = 100;
    capture file;
    capture_make(&file, PCAP_NANO, 200, small_size); /* 60 to 149 bytes */
    memcpy(file.file.at + 16, &snaplen, sizeof snaplen);
    capture_cut(&file, file.file.used);
    rcap_group *group = open_group(file.path, RCAP_MAX_SNAPLEN, 2);
    reading got;
    read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
    CHECK_EQ(RCAP_E_END, got.code);
    CHECK_EQ(400, got.packets);
    size_t at = 0;
    for (int i = 0; i < 400 && at < got.body.used; i++) {
        rcap_record record;
        uint32_t size = small_size(i % 200);
        memcpy(&record, got.body.at + at, sizeof record);
        CHECK_EQ(size < snaplen ? size : snaplen, record.caplen);
        CHECK_EQ(1700000000u + (uint32_t)(i % 200), record.ts_sec);
        CHECK_EQ((uint8_t)((uint32_t)(i % 200) * 31u), got.body.at[at + RCAP_RECORD_BYTES]);
        at += RCAP_RECORD_BYTES + record.caplen;
    }
    CHECK_EQ(at, got.body.used);
    reading_free(&got);
    rcap_group_close(group);
    capture_free(&file);
}

static void should_cut_to_the_snaplen_that_was_asked_for(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 200, small_size);
    rcap_group *group = open_group(file.path, 96, 1);
    reading got;
    read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
    CHECK_EQ(RCAP_E_END, got.code);
    CHECK_EQ(200, got.packets);
    size_t expected = 0;
    for (int i = 0; i < 200; i++) {
        expected += RCAP_RECORD_BYTES + (small_size(i) < 96 ? small_size(i) : 96);
    }
    CHECK_EQ(expected, got.body.used);
    reading_free(&got);
    rcap_group_close(group);
    capture_free(&file);
}

static void should_go_on_with_a_filter_at_the_next_record(void) {
    enum { PACKETS = 20000 };
    capture file;
    capture_make(&file, PCAP_NANO, PACKETS, small_size);
    rcap_group *group = open_group(file.path, RCAP_MAX_SNAPLEN, 1);
    uint8_t *block = aligned_alloc(64, (RCAP_MIN_BLOCK_BYTES + 63) / 64 * 64);
    REQUIRE(block != NULL);
    int first = rcap_group_fill(group, block, RCAP_MIN_BLOCK_BYTES, 0, 0);
    REQUIRE(first > 0 && first < PACKETS);
    free(block);
    CHECK_EQ(0, rcap_group_set_filter(group, 0, "greater 200", &error));
    int matching = 0;
    for (int i = first; i < PACKETS; i++) {
        matching += small_size(i) + (i % 5 == 0 ? 100 : 0) >= 200 ? 1 : 0;
    }
    reading got;
    read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
    CHECK_EQ(RCAP_E_END, got.code);
    CHECK_EQ(matching, got.packets);
    reading_free(&got);
    rcap_group_close(group);
    capture_free(&file);
}

/* Somebody else cuts the file that is being read: an end or a torn record, never a signal. */
static void should_outlive_a_file_that_is_cut(void) {
    static const size_t left[] = {0, 24, 30};
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        capture file;
        capture_make(&file, PCAP_NANO, 20000, small_size);
        rcap_group *group = open_group(file.path, RCAP_MAX_SNAPLEN, 3);
        uint8_t *block = aligned_alloc(64, (RCAP_MIN_BLOCK_BYTES + 63) / 64 * 64);
        REQUIRE(block != NULL);
        CHECK(rcap_group_fill(group, block, RCAP_MIN_BLOCK_BYTES, 0, 0) > 0);
        free(block);
        capture_cut(&file, left[i]);
        reading got;
        read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
        CHECK(got.code == RCAP_E_END || got.code == RCAP_E_TRUNCATED || got.code == RCAP_E_FORMAT);
        CHECK_EQ(0, got.packets);
        reading_free(&got);
        rcap_group_close(group);
        capture_free(&file);
    }
}

static void should_tell_that_times_go_back(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 10, small_size);
    size_t last = file.file.used - RCAP_RECORD_BYTES - small_size(9);
    const uint32_t early = 1600000000;
    memcpy(file.file.at + last, &early, sizeof early);
    capture_cut(&file, file.file.used);
    rcap_group *group = open_group(file.path, RCAP_MAX_SNAPLEN, 1);
    reading got;
    read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
    CHECK_EQ(10, got.packets);
    CHECK_EQ(RCAP_BLOCK_UNORDERED, got.flags);
    reading_free(&got);
    rcap_group_close(group);
    capture_free(&file);
}

int main(void) {
    RUN(should_scale_microseconds_with_every_block_size);
    RUN(should_fill_a_block_to_its_last_byte);
    RUN(should_leave_a_record_beyond_the_snaplen_to_libpcap);
    RUN(should_cut_to_the_snaplen_that_was_asked_for);
    RUN(should_go_on_with_a_filter_at_the_next_record);
    RUN(should_outlive_a_file_that_is_cut);
    RUN(should_tell_that_times_go_back);
    return TEST_RESULT();
}
