/*
 * Merging blocks by time: order, ties, the limit, full outputs, and inputs that are not whole. Inputs are allocated to
 * the byte, so that the sanitizer sees each read that goes too far.
 */
#include "rcap_merge.h"
#include "rcap_test.h"

enum { ETHERNET = 1, BLOCK_BYTES = 4096 };

/* A block whose records have the given times and say in their first byte which input they belong to. */
static uint8_t *make(uint8_t mark, const int64_t *times_ns, int packets, uint32_t bytes) {
    uint8_t *block = malloc(BLOCK_BYTES);
    uint8_t data[256];
    rcap_writer writer;
    REQUIRE(block != NULL && bytes <= sizeof data);
    memset(data, mark, sizeof data);
    rcap_block_begin(&writer, block, BLOCK_BYTES);
    for (int i = 0; i < packets; i++) {
        const rcap_record record = {.ts_sec = (uint32_t)(times_ns[i] / 1000000000),
                                    .ts_nsec = (uint32_t)(times_ns[i] % 1000000000),
                                    .caplen = bytes,
                                    .len = bytes};
        REQUIRE(rcap_block_append(&writer, &record, data));
    }
    rcap_block_seal(&writer, 0, 3, ETHERNET, 17);
    return block;
}

static rcap_merge_input input(const uint8_t *block) {
    return (rcap_merge_input){.block = block, .at = RCAP_HEADER_BYTES};
}

/* The marks of a block's records, as text. */
static const char *marks(const uint8_t *block) {
    static char text[BLOCK_BYTES];
    rcap_block_header header;
    memcpy(&header, block, sizeof header);
    size_t at = RCAP_HEADER_BYTES;
    uint32_t count = 0;
    while (at < RCAP_HEADER_BYTES + header.body_bytes) {
        rcap_record record;
        memcpy(&record, block + at, sizeof record);
        text[count++] = (char)block[at + RCAP_RECORD_BYTES];
        at += RCAP_RECORD_BYTES + record.caplen;
    }
    text[count] = '\0';
    CHECK_EQ(count, header.packets);
    return text;
}

static rcap_block_header header_of(const uint8_t *block) {
    rcap_block_header header;
    memcpy(&header, block, sizeof header);
    return header;
}

static void should_put_out_the_oldest_first(void) {
    static _Alignas(8) uint8_t out[BLOCK_BYTES];
    uint8_t *a = make('a', (int64_t[]){1, 5, 6, 4000000000}, 4, 20);
    uint8_t *b = make('b', (int64_t[]){2, 3, 3000000000}, 3, 30);
    uint8_t *c = make('c', (int64_t[]){4}, 1, 10);
    rcap_merge_input inputs[] = {input(a), input(b), input(c)};
    rcap_merge_order order = {0};
    CHECK_EQ(RCAP_MERGE_USED_UP, rcap_merge_blocks(&order, inputs, 3, BLOCK_BYTES, INT64_MAX, out, sizeof out, true));
    CHECK(strcmp("abbc", marks(out)) == 0);
    CHECK_EQ(RCAP_MERGE_USED_UP, rcap_merge_blocks(&order, inputs, 2, BLOCK_BYTES, INT64_MAX, out, sizeof out, false));
    CHECK(strcmp("abbcaab", marks(out)) == 0);
    CHECK_EQ(RCAP_MERGE_USED_UP, rcap_merge_blocks(&order, inputs, 1, BLOCK_BYTES, INT64_MAX, out, sizeof out, false));
    CHECK(strcmp("abbcaaba", marks(out)) == 0);
    const rcap_block_header header = header_of(out);
    CHECK_EQ(1, header.first_ts_ns);
    CHECK_EQ(4000000000, header.last_ts_ns);
    CHECK_EQ(8, header.packets);
    CHECK_EQ(0, header.flags);
    CHECK_EQ(3, header.interface_index);
    CHECK_EQ(ETHERNET, header.link_type);
    CHECK_EQ(17, header.dropped);
    CHECK_EQ(0, order.late);
    CHECK_EQ(4000000000, order.newest_ns);
    free(a);
    free(b);
    free(c);
}

static void should_keep_the_order_of_inputs_where_times_are_the_same(void) {
    static _Alignas(8) uint8_t out[BLOCK_BYTES];
    uint8_t *a = make('a', (int64_t[]){5, 5, 7, 9}, 4, 20);
    uint8_t *b = make('b', (int64_t[]){5, 7, 7, 9}, 4, 20);
    rcap_merge_input inputs[] = {input(a), input(b)};
    rcap_merge_order order = {0};
    CHECK_EQ(RCAP_MERGE_LIMIT, rcap_merge_blocks(&order, inputs, 2, BLOCK_BYTES, 8, out, sizeof out, true));
    CHECK(strcmp("aababb", marks(out)) == 0);
    CHECK_EQ(0, order.late);
    free(a);
    free(b);
}

static void should_stop_at_the_limit_and_at_a_full_output(void) {
    static _Alignas(8) uint8_t out[RCAP_HEADER_BYTES + 2 * (RCAP_RECORD_BYTES + 20) + 35];
    uint8_t *a = make('a', (int64_t[]){10, 30, 50}, 3, 20);
    uint8_t *b = make('b', (int64_t[]){20, 40}, 2, 20);
    rcap_merge_input inputs[] = {input(a), input(b)};
    rcap_merge_order order = {0};
    CHECK_EQ(RCAP_MERGE_LIMIT, rcap_merge_blocks(&order, inputs, 2, BLOCK_BYTES, 9, out, sizeof out, true));
    CHECK_EQ(0, header_of(out).packets);
    CHECK_EQ(RCAP_MERGE_LIMIT, rcap_merge_blocks(&order, inputs, 2, BLOCK_BYTES, 10, out, sizeof out, true));
    CHECK_EQ(RCAP_MERGE_FULL, rcap_merge_blocks(&order, inputs, 2, BLOCK_BYTES, 50, out, sizeof out, false));
    CHECK(strcmp("ab", marks(out)) == 0);
    CHECK_EQ(RCAP_MERGE_USED_UP, rcap_merge_blocks(&order, inputs, 2, BLOCK_BYTES, 50, out, sizeof out, true));
    CHECK(strcmp("ab", marks(out)) == 0);
    CHECK_EQ(30, header_of(out).first_ts_ns);
    CHECK_EQ(40, header_of(out).last_ts_ns);
    CHECK_EQ(0, order.late);
    free(a);
    free(b);
}

static void should_count_what_comes_too_late(void) {
    static _Alignas(8) uint8_t out[BLOCK_BYTES];
    uint8_t *a = make('a', (int64_t[]){10, 30}, 2, 20);
    uint8_t *late = make('b', (int64_t[]){20, 40}, 2, 20);
    rcap_merge_input inputs[] = {input(a)};
    rcap_merge_order order = {0};
    CHECK_EQ(RCAP_MERGE_USED_UP, rcap_merge_blocks(&order, inputs, 1, BLOCK_BYTES, 99, out, sizeof out, true));
    inputs[0] = input(late);
    CHECK_EQ(RCAP_MERGE_USED_UP, rcap_merge_blocks(&order, inputs, 1, BLOCK_BYTES, 99, out, sizeof out, false));
    CHECK(strcmp("aabb", marks(out)) == 0);
    CHECK_EQ(1, order.late);
    CHECK_EQ(RCAP_BLOCK_UNORDERED, header_of(out).flags);
    CHECK_EQ(40, order.newest_ns);
    free(a);
    free(late);
}

static void should_pass_over_empty_inputs(void) {
    static _Alignas(8) uint8_t out[BLOCK_BYTES];
    uint8_t *empty = make('e', NULL, 0, 0);
    uint8_t *a = make('a', (int64_t[]){10}, 1, 0); /* a packet of no bytes would have no mark: see below */
    rcap_merge_input inputs[] = {input(empty), input(a)};
    rcap_merge_order order = {0};
    CHECK_EQ(RCAP_MERGE_USED_UP, rcap_merge_blocks(&order, inputs, 2, BLOCK_BYTES, 99, out, sizeof out, true));
    CHECK_EQ(1, header_of(out).packets);
    CHECK_EQ(RCAP_RECORD_BYTES, header_of(out).body_bytes);
    CHECK_EQ(RCAP_MERGE_LIMIT, rcap_merge_blocks(&order, inputs, 2, BLOCK_BYTES, 99, out, sizeof out, false));
    CHECK_EQ(1, header_of(out).packets);
    free(empty);
    free(a);
}

static void should_refuse_inputs_that_are_not_whole(void) {
    static _Alignas(8) uint8_t out[BLOCK_BYTES];
    uint8_t *block = make('a', (int64_t[]){10, 30}, 2, 20);
    rcap_merge_order order = {0};
    rcap_merge_input bad = input(block);
    CHECK_EQ(RCAP_E_INVALID, rcap_merge_blocks(&order, &bad, 0, BLOCK_BYTES, 99, out, sizeof out, true));
    CHECK_EQ(RCAP_E_INVALID, rcap_merge_blocks(&order, &bad, 1, 64 + 71, 99, out, sizeof out, true));
    CHECK_EQ(RCAP_E_INVALID, rcap_merge_blocks(&order, &bad, 1, BLOCK_BYTES, 99, out, RCAP_HEADER_BYTES - 1, true));
    CHECK_EQ(RCAP_E_INVALID, rcap_merge_blocks(&order, &bad, 1, BLOCK_BYTES, 99, out, RCAP_HEADER_BYTES, false));
    bad.at = 0;
    CHECK_EQ(RCAP_E_INVALID, rcap_merge_blocks(&order, &bad, 1, BLOCK_BYTES, 99, out, sizeof out, true));
    bad.at = RCAP_HEADER_BYTES + 73;
    CHECK_EQ(RCAP_E_INVALID, rcap_merge_blocks(&order, &bad, 1, BLOCK_BYTES, 99, out, sizeof out, true));
    bad = input(NULL);
    CHECK_EQ(RCAP_E_INVALID, rcap_merge_blocks(&order, &bad, 1, BLOCK_BYTES, 99, out, sizeof out, true));
    const uint32_t huge = 0xfffffff0u;
    memcpy(block + RCAP_HEADER_BYTES + 36 + 8, &huge, sizeof huge);
    bad = input(block);
    CHECK_EQ(RCAP_E_INVALID, rcap_merge_blocks(&order, &bad, 1, BLOCK_BYTES, 99, out, sizeof out, true));
    CHECK_EQ(1, header_of(out).packets); /* what was whole before it */
    CHECK_EQ(RCAP_E_INVALID, rcap_merge_sort(block, BLOCK_BYTES));
    memset(block, 0, 4);
    bad = input(block);
    CHECK_EQ(RCAP_E_INVALID, rcap_merge_blocks(&order, &bad, 1, BLOCK_BYTES, 99, out, sizeof out, true));
    CHECK_EQ(RCAP_E_INVALID, rcap_merge_sort(block, BLOCK_BYTES));
    free(block);
}

static void should_sort_a_block(void) {
    uint8_t *block = make('a', (int64_t[]){10, 30, 20, 30, 20, 5}, 6, 20);
    for (int i = 0; i < 6; i++) {
        block[RCAP_HEADER_BYTES + 36 * i + RCAP_RECORD_BYTES] = (uint8_t)('a' + i);
    }
    CHECK_EQ(RCAP_BLOCK_UNORDERED, header_of(block).flags);
    CHECK_EQ(0, rcap_merge_sort(block, BLOCK_BYTES));
    CHECK(strcmp("facebd", marks(block)) == 0);
    CHECK_EQ(0, header_of(block).flags);
    CHECK_EQ(5, header_of(block).first_ts_ns);
    CHECK_EQ(30, header_of(block).last_ts_ns);
    free(block);
    block = make('a', NULL, 0, 0);
    CHECK_EQ(0, rcap_merge_sort(block, BLOCK_BYTES));
    free(block);
}

int main(void) {
    RUN(should_put_out_the_oldest_first);
    RUN(should_keep_the_order_of_inputs_where_times_are_the_same);
    RUN(should_stop_at_the_limit_and_at_a_full_output);
    RUN(should_count_what_comes_too_late);
    RUN(should_pass_over_empty_inputs);
    RUN(should_refuse_inputs_that_are_not_whole);
    RUN(should_sort_a_block);
    return TEST_RESULT();
}
