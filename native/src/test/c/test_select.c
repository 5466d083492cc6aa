/*
 * Filters on blocks in memory, cutting to a snaplen, and the two numberings of link types.
 */
#include "rcap_block.h"
#include "rcap_group.h"
#include "rcap_linktype.h"
#include "rcap_select.h"
#include "rcap_test.h"
#include "test_capture.h"

enum { BLOCK_BYTES = 4096, PACKETS = 10, ETHERNET = 1 };

static rcap_error error;

static uint32_t length_of(int i) {
    return (uint32_t)(20 + 30 * i);
}

/* A block of packets of 20, 50, 80, ... bytes, at second i; its memory is allocated to the byte, for the sanitizer. */
static uint8_t *make_block(size_t *length) {
    static uint8_t data[BLOCK_BYTES];
    static _Alignas(8) uint8_t memory[BLOCK_BYTES];
    rcap_writer writer;
    rcap_block_begin(&writer, memory, sizeof memory);
    for (int i = 0; i < PACKETS; i++) {
        const uint32_t size = length_of(i);
        memset(data, i, size);
        const rcap_record record = {.ts_sec = (uint32_t)i, .ts_nsec = 7, .caplen = size, .len = size};
        REQUIRE(rcap_block_append(&writer, &record, data));
    }
    rcap_block_seal(&writer, 0, 0, ETHERNET, 0);
    *length = RCAP_HEADER_BYTES + rcap_block_body_bytes(&writer);
    uint8_t *block = malloc(*length);
    REQUIRE(block != NULL);
    memcpy(block, memory, *length);
    return block;
}

static int apply(const char *filter, uint8_t *block, size_t length) {
    rcap_selector *selector;
    REQUIRE(rcap_selector_open(filter, ETHERNET, RCAP_MAX_SNAPLEN, &selector, &error) == 0);
    const int left = rcap_selector_apply(selector, block, length);
    rcap_selector_close(selector);
    return left;
}

static void should_keep_matching_records(void) {
    size_t length;
    uint8_t *block = make_block(&length);
    CHECK_EQ(7, apply("greater 100", block, length));
    rcap_block_header header;
    memcpy(&header, block, sizeof header);
    CHECK_EQ(7, (int)header.packets);
    CHECK_EQ(3000000007LL, (long long)header.first_ts_ns);
    CHECK_EQ(9000000007LL, (long long)header.last_ts_ns);
    size_t at = RCAP_HEADER_BYTES;
    for (int i = 3; i < PACKETS; i++) {
        rcap_record record;
        memcpy(&record, block + at, sizeof record);
        CHECK_EQ((int)length_of(i), (int)record.caplen);
        CHECK_EQ(i, block[at + RCAP_RECORD_BYTES]);
        CHECK_EQ(i, block[at + RCAP_RECORD_BYTES + record.caplen - 1]);
        at += RCAP_RECORD_BYTES + record.caplen;
    }
    CHECK_EQ((int)(at - RCAP_HEADER_BYTES), (int)header.body_bytes);
    CHECK_EQ(0, apply("greater 100000", block, length));
    CHECK_EQ(0, apply("", block, length));
    free(block);
}

static void should_refuse_damaged_blocks(void) {
    size_t length;
    uint8_t *block = make_block(&length);
    CHECK_EQ(RCAP_E_INVALID, apply("", block, RCAP_HEADER_BYTES - 1));
    CHECK_EQ(RCAP_E_INVALID, apply("", block, length - 1));
    rcap_record record;
    memcpy(&record, block + RCAP_HEADER_BYTES, sizeof record);
    record.caplen = UINT32_MAX;
    memcpy(block + RCAP_HEADER_BYTES, &record, sizeof record);
    CHECK_EQ(RCAP_E_INVALID, apply("", block, length));
    memset(block, 0, 4);
    CHECK_EQ(RCAP_E_INVALID, apply("", block, length));
    free(block);
}

static void should_refuse_bad_filter(void) {
    rcap_selector *selector;
    CHECK_EQ(RCAP_E_FILTER, rcap_selector_open("host and or", ETHERNET, RCAP_MAX_SNAPLEN, &selector, &error));
    CHECK_EQ(RCAP_E_INVALID, rcap_selector_open("", ETHERNET, 0, &selector, &error));
    rcap_selector_close(NULL);
}

static void should_cut_file_to_snaplen(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 100, odd_size);
    rcap_group *group;
    reading got;
    rcap_effective effective;
    REQUIRE(rcap_group_create(&group, &error) == 0);
    REQUIRE(rcap_group_add_file(group, file.path, "", 10, 1, &error) == 0);
    REQUIRE(rcap_group_effective(group, 0, &effective) == 0);
    CHECK_EQ(10, effective.snaplen);
    read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
    CHECK_EQ(100, (int)got.packets);
    reading_free(&got);
    rcap_stats stats;
    REQUIRE(rcap_group_stats(group, 0, &stats) == 0);
    CHECK_EQ(0, (int)stats.oversize);
    CHECK(stats.delivered_bytes <= 10 * 100);
    rcap_group_close(group);
    capture_free(&file);
}

static void should_number_link_types_both_ways(void) {
    CHECK_EQ(101, rcap_linktype_of_dlt(12));
    CHECK_EQ(12, rcap_dlt_of_linktype(101));
    CHECK_EQ(1, rcap_linktype_of_dlt(1));
    for (int dlt = 0; dlt < 90; dlt++) {
        CHECK_EQ(dlt, rcap_dlt_of_linktype(rcap_linktype_of_dlt(dlt)));
    }
}

int main(void) {
    RUN(should_keep_matching_records);
    RUN(should_refuse_damaged_blocks);
    RUN(should_refuse_bad_filter);
    RUN(should_cut_file_to_snaplen);
    RUN(should_number_link_types_both_ways);
    return TEST_RESULT();
}
