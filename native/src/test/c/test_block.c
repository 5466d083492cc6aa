/*
 * The block: bounds of append at every edge, and the header.
 */
#include "rcap_block.h"
#include "rcap_test.h"

static uint8_t data[RCAP_MAX_SNAPLEN];

/* A heap block of exactly `bytes`, so that the sanitizer sees one byte too many. */
static uint8_t *begin(rcap_writer *writer, size_t bytes) {
    uint8_t *block = malloc(bytes);
    REQUIRE(block != NULL);
    memset(block, 0xEE, bytes);
    rcap_block_begin(writer, block, bytes);
    return block;
}

static rcap_record record_of(uint32_t caplen) {
    return (rcap_record){.ts_sec = 10, .ts_nsec = 20, .caplen = caplen, .len = caplen + 5};
}

static void should_take_exactly_what_fits(void) {
    static const uint32_t sizes[] = {0, 1, 2, 15, 16, 17, 1514, 65535, 262143, 262144};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (int room = -17; room <= 2; room++) {
            long total = RCAP_HEADER_BYTES + RCAP_RECORD_BYTES + (long)sizes[i] + room;
            if (total < RCAP_HEADER_BYTES) {
                continue;
            }
            rcap_writer writer;
            uint8_t *block = begin(&writer, (size_t)total);
            rcap_record record = record_of(sizes[i]);
            bool fits = rcap_block_append(&writer, &record, data);
            CHECK_EQ(room >= 0, fits);
            CHECK_EQ(fits ? 1 : 0, writer.packets);
            CHECK_EQ(fits ? RCAP_RECORD_BYTES + sizes[i] : 0, rcap_block_body_bytes(&writer));
            free(block);
        }
    }
}

static void should_not_touch_block_when_full(void) {
    rcap_writer writer;
    uint8_t *block = begin(&writer, RCAP_HEADER_BYTES + 2 * RCAP_RECORD_BYTES + 9);
    rcap_record record = record_of(9);
    CHECK(rcap_block_append(&writer, &record, data));
    record = record_of(1);
    CHECK(!rcap_block_append(&writer, &record, data));
    CHECK_EQ(0xEE, block[RCAP_HEADER_BYTES + RCAP_RECORD_BYTES + 9]);
    record = record_of(0);
    CHECK(rcap_block_append(&writer, &record, data));
    CHECK(!rcap_block_append(&writer, &record, data));
    free(block);
}

static void should_not_wrap_on_absurd_length(void) {
    rcap_writer writer;
    uint8_t *block = begin(&writer, RCAP_HEADER_BYTES + 100);
    for (uint32_t back = 0; back < 40; back++) {
        rcap_record record = record_of(UINT32_MAX - back);
        CHECK(!rcap_block_append(&writer, &record, data));
    }
    CHECK_EQ(0, writer.packets);
    free(block);
}

static void should_seal_header(void) {
    rcap_writer writer;
    uint8_t *block = begin(&writer, 4096);
    rcap_record first = {.ts_sec = 4000000000u, .ts_nsec = 999999999, .caplen = 3, .len = 3};
    rcap_record last = {.ts_sec = 4000000001u, .ts_nsec = 1, .caplen = 0, .len = 70};
    CHECK(rcap_block_append(&writer, &first, "abc"));
    CHECK(rcap_block_append(&writer, &last, ""));
    CHECK_EQ(2, rcap_block_seal(&writer, RCAP_BLOCK_TRUNCATED, 7, 113, 12345678901));
    rcap_block_header header;
    memcpy(&header, block, sizeof header);
    CHECK_EQ(0, memcmp(block, "RCB1", 4));
    CHECK_EQ(1, header.version);
    CHECK_EQ(RCAP_BLOCK_TRUNCATED, header.flags);
    CHECK_EQ(35, header.body_bytes);
    CHECK_EQ(2, header.packets);
    CHECK_EQ(4000000000999999999, header.first_ts_ns);
    CHECK_EQ(4000000001000000001, header.last_ts_ns);
    CHECK_EQ(12345678901, header.dropped);
    CHECK_EQ(7, header.interface_index);
    CHECK_EQ(113, header.link_type);
    CHECK_EQ(0, header.sequence);
    CHECK_EQ(0, header.config_version);
    free(block);
}

static void should_say_that_packets_are_not_in_order(void) {
    rcap_writer writer;
    uint8_t *block = begin(&writer, 4096);
    const uint32_t nanos[] = {5, 5, 4, 9};
    for (int i = 0; i < 4; i++) {
        rcap_record record = {.ts_sec = 1, .ts_nsec = nanos[i], .caplen = 0, .len = 70};
        CHECK(rcap_block_append(&writer, &record, ""));
        rcap_block_seal(&writer, RCAP_BLOCK_TRUNCATED, 0, 1, 0);
        rcap_block_header header;
        memcpy(&header, block, sizeof header);
        CHECK_EQ(RCAP_BLOCK_TRUNCATED | (i < 2 ? 0 : RCAP_BLOCK_UNORDERED), header.flags);
    }
    free(block);
}

static void should_seal_empty_block(void) {
    rcap_writer writer;
    uint8_t *block = begin(&writer, RCAP_HEADER_BYTES);
    CHECK_EQ(0, rcap_block_seal(&writer, 0, 0, 1, RCAP_DROPPED_UNKNOWN));
    rcap_block_header header;
    memcpy(&header, block, sizeof header);
    CHECK_EQ(0, header.body_bytes);
    CHECK_EQ(0, header.first_ts_ns);
    CHECK_EQ(0, header.last_ts_ns);
    CHECK_EQ(-1, header.dropped);
    free(block);
}

int main(void) {
    RUN(should_take_exactly_what_fits);
    RUN(should_not_touch_block_when_full);
    RUN(should_not_wrap_on_absurd_length);
    RUN(should_seal_header);
    RUN(should_say_that_packets_are_not_in_order);
    RUN(should_seal_empty_block);
    return TEST_RESULT();
}
