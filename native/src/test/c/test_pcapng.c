/*
 * The conversion to pcapng: bounds of both memories at every edge, and what it does not take.
 */
#include "rcap_block.h"
#include "rcap_pcapng.h"
#include "rcap_test.h"

enum { OVERHEAD = 32 };

static uint8_t data[RCAP_MAX_SNAPLEN];

static uint32_t length_of(uint32_t caplen) {
    return OVERHEAD + (caplen + 3) / 4 * 4;
}

/* A heap block with one record of each size, and not a byte behind the last: the sanitizer sees a read too many. */
static uint8_t *block_of(const uint32_t *sizes, int count, uint32_t *end) {
    size_t bytes = RCAP_HEADER_BYTES;
    for (int i = 0; i < count; i++) {
        bytes += RCAP_RECORD_BYTES + sizes[i];
    }
    uint8_t *block = malloc(bytes);
    REQUIRE(block != NULL);
    rcap_writer writer;
    rcap_block_begin(&writer, block, bytes);
    for (int i = 0; i < count; i++) {
        const rcap_record record = {
            .ts_sec = 4294967295u, .ts_nsec = 999999999, .caplen = sizes[i], .len = sizes[i] + 7};
        REQUIRE(rcap_block_append(&writer, &record, data));
    }
    *end = (uint32_t)bytes;
    return block;
}

static void should_fill_the_room_and_no_byte_more(void) {
    static const uint32_t sizes[] = {0, 1, 2, 3, 4, 60, 61, 1514, 262144};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        uint32_t end;
        uint8_t *block = block_of(&sizes[i], 1, &end);
        for (int more = -5; more <= 5; more++) {
            uint32_t room = (uint32_t)((int)length_of(sizes[i]) + more);
            uint8_t *out = malloc(room);
            REQUIRE(out != NULL);
            rcap_pcapng done = rcap_pcapng_convert(block, RCAP_HEADER_BYTES, end, 3, out, room);
            CHECK_EQ(more >= 0 ? end : RCAP_HEADER_BYTES, done.at);
            CHECK_EQ(more >= 0 ? length_of(sizes[i]) : 0, done.used);
            free(out);
        }
        free(block);
    }
}

static void should_write_an_enhanced_packet_block(void) {
    static const uint32_t sizes[] = {5, 0};
    uint32_t end;
    uint8_t out[128];
    uint8_t *block = block_of(sizes, 2, &end);
    memset(out, 0xEE, sizeof out);
    rcap_pcapng done = rcap_pcapng_convert(block, RCAP_HEADER_BYTES, end, 9, out, sizeof out);
    CHECK_EQ(end, done.at);
    CHECK_EQ(40 + 32, done.used);
    uint32_t words[10];
    memcpy(words, out, sizeof words);
    const uint64_t time_ns = 4294967295999999999u;
    CHECK_EQ(6, words[0]);
    CHECK_EQ(40, words[1]);
    CHECK_EQ(9, words[2]);
    CHECK_EQ((uint32_t)(time_ns >> 32), words[3]);
    CHECK_EQ((uint32_t)time_ns, words[4]);
    CHECK_EQ(5, words[5]);
    CHECK_EQ(12, words[6]);
    CHECK(memcmp(out + 28, data, 5) == 0);
    CHECK(out[33] == 0 && out[34] == 0 && out[35] == 0);
    CHECK_EQ(40, words[9]);
    CHECK_EQ(0xEE, out[72]);
    free(block);
}

static void should_stop_before_a_record_that_is_not_whole(void) {
    static const uint32_t sizes[] = {100, 50};
    uint8_t out[512];
    uint32_t end;
    uint8_t *block = block_of(sizes, 2, &end);
    uint32_t second = RCAP_HEADER_BYTES + RCAP_RECORD_BYTES + 100;
    for (uint32_t cut = 1; cut < RCAP_RECORD_BYTES + 50; cut++) {
        rcap_pcapng done = rcap_pcapng_convert(block, RCAP_HEADER_BYTES, end - cut, 0, out, sizeof out);
        CHECK_EQ(second, done.at);
        CHECK_EQ(132, done.used);
    }
    static const uint32_t absurd[] = {51, RCAP_MAX_SNAPLEN + 1, INT32_MAX, UINT32_MAX - 15, UINT32_MAX};
    for (size_t i = 0; i < sizeof absurd / sizeof absurd[0]; i++) {
        memcpy(block + second + 8, &absurd[i], sizeof absurd[i]);
        rcap_pcapng done = rcap_pcapng_convert(block, RCAP_HEADER_BYTES, end, 0, out, sizeof out);
        CHECK_EQ(second, done.at);
        CHECK_EQ(132, done.used);
    }
    free(block);
}

static void should_take_no_record_from_nothing(void) {
    uint8_t out[64];
    const rcap_pcapng done = rcap_pcapng_convert(data, 70, 70, 0, out, sizeof out);
    CHECK_EQ(70, done.at);
    CHECK_EQ(0, done.used);
}

int main(void) {
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (uint8_t)(i * 7 + 1);
    }
    RUN(should_fill_the_room_and_no_byte_more);
    RUN(should_write_an_enhanced_packet_block);
    RUN(should_stop_before_a_record_that_is_not_whole);
    RUN(should_take_no_record_from_nothing);
    return TEST_RESULT();
}
