/*
 * The group without a network: waking, quiescing and sharing between files.
 */
#include "rcap_group.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "rcap_test.h"
#include "test_capture.h"

enum { BLOCK = (RCAP_MIN_BLOCK_BYTES + 63) / 64 * 64 };

static rcap_error error;
static uint8_t *block;

static rcap_group *new_group(void) {
    rcap_group *group;
    REQUIRE(rcap_group_create(&group, &error) == 0);
    return group;
}

static void should_end_without_sources(void) {
    rcap_group *group = new_group();
    CHECK_EQ(RCAP_E_END, rcap_group_fill(group, block, BLOCK, 0, 1000000000));
    CHECK_EQ(-1, rcap_group_failed(group, &error));
    CHECK_EQ(0, rcap_group_quiesce(group, 0));
    CHECK_EQ(RCAP_E_INVALID, rcap_group_quiesce(group, -1));
    CHECK_EQ(RCAP_E_END, rcap_group_fill(group, block, BLOCK, 0, 0));
    rcap_group_close(group);
    rcap_group_close(NULL);
}

static void should_answer_wake_once(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 5, small_size);
    rcap_group *group = new_group();
    REQUIRE(rcap_group_add_file(group, file.path, "", RCAP_MAX_SNAPLEN, 1, &error) == 0);
    CHECK_EQ(0, rcap_group_wake(group));
    CHECK_EQ(0, rcap_group_wake(group));
    CHECK_EQ(0, rcap_group_fill(group, block, BLOCK, 0, 0));
    CHECK_EQ(5, rcap_group_fill(group, block, BLOCK, 0, 0));
    CHECK_EQ(RCAP_E_END, rcap_group_fill(group, block, BLOCK, 0, 0));
    rcap_group_close(group);
    capture_free(&file);
}

static void *wake_after_a_while(void *group) {
    const struct timespec a_while = {.tv_nsec = 50000000};
    (void)nanosleep(&a_while, NULL);
    CHECK_EQ(0, rcap_group_wake(group));
    return NULL;
}

static double seconds(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A file that never matches, over and over: the work must be bounded by time and by a wake. */
static void should_bound_fruitless_reading(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 20000, small_size);
    rcap_group *group = new_group();
    REQUIRE(rcap_group_add_file(group, file.path, "greater 100000", RCAP_MAX_SNAPLEN, 2000000000, &error) == 0);
    double begin = seconds();
    CHECK_EQ(0, rcap_group_fill(group, block, BLOCK, 0, 100000000));
    double waited = seconds() - begin;
    CHECK(waited >= 0.1 && waited < 1);
    pthread_t waker;
    REQUIRE(pthread_create(&waker, NULL, wake_after_a_while, group) == 0);
    begin = seconds();
    CHECK_EQ(0, rcap_group_fill(group, block, BLOCK, 0, 30000000000));
    waited = seconds() - begin;
    CHECK(waited > 0.04 && waited < 5);
    (void)pthread_join(waker, NULL);
    rcap_group_close(group);
    capture_free(&file);
}

/* Few matches: the age of the first packet sends the block off, long before it is full. */
static void should_flush_by_age(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 20000, small_size);
    rcap_group *group = new_group();
    REQUIRE(rcap_group_add_file(group, file.path, "greater 249", RCAP_MAX_SNAPLEN, 2000000000, &error) == 0);
    double begin = seconds();
    int got = rcap_group_fill(group, block, BLOCK, 1, 30000000000);
    CHECK(got > 0);
    CHECK(seconds() - begin < 5);
    rcap_group_close(group);
    capture_free(&file);
}

static void should_deliver_carry_then_end_when_quiesced(void) {
    capture file;
    capture_make(&file, PCAP_NANO_SWAPPED, 300, odd_size); /* by libpcap, which is the only one to carry */
    rcap_group *group = new_group();
    REQUIRE(rcap_group_add_file(group, file.path, "", RCAP_MAX_SNAPLEN, 1, &error) == 0);
    bytes body = {0};
    rcap_block_header header;
    int first = rcap_group_fill(group, block, BLOCK, 0, 0);
    REQUIRE(first > 0 && first < 300);
    memcpy(&header, block, sizeof header);
    bytes_put(&body, block + RCAP_HEADER_BYTES, header.body_bytes);
    CHECK_EQ(0, rcap_group_quiesce(group, 1000000000));
    CHECK_EQ(RCAP_E_INVALID, rcap_group_add_file(group, file.path, "", RCAP_MAX_SNAPLEN, 1, &error));
    CHECK_EQ(1, rcap_group_fill(group, block, BLOCK, 0, 0));
    memcpy(&header, block, sizeof header);
    bytes_put(&body, block + RCAP_HEADER_BYTES, header.body_bytes);
    CHECK_EQ(RCAP_E_END, rcap_group_fill(group, block, BLOCK, 0, 0));
    CHECK_EQ(0, memcmp(file.body.at, body.at, body.used));
    rcap_stats stats;
    CHECK_EQ(0, rcap_group_stats(group, 0, &stats));
    CHECK_EQ(first + 1, stats.delivered);
    CHECK_EQ(0, stats.undrained);
    bytes_free(&body);
    rcap_group_close(group);
    capture_free(&file);
}

/* Three files at once: each block from one of them, each file whole and in order, none waiting for another's end. */
static void should_share_between_files(void) {
    enum { FILES = 3 };
    capture files[FILES];
    bytes bodies[FILES] = {{0}};
    int last_block[FILES] = {0};
    int first_block[FILES] = {0};
    rcap_group *group = new_group();
    for (int i = 0; i < FILES; i++) {
        capture_make(&files[i], PCAP_NANO, 600 + i, odd_size);
        REQUIRE(rcap_group_add_file(group, files[i].path, "", RCAP_MAX_SNAPLEN, 1, &error) == i);
    }
    int blocks = 0;
    for (int got; (got = rcap_group_fill(group, block, BLOCK, 0, 0)) >= 0;) {
        rcap_block_header header;
        memcpy(&header, block, sizeof header);
        REQUIRE(got > 0 && header.interface_index < FILES);
        bytes_put(&bodies[header.interface_index], block + RCAP_HEADER_BYTES, header.body_bytes);
        last_block[header.interface_index] = ++blocks;
        if (first_block[header.interface_index] == 0) {
            first_block[header.interface_index] = blocks;
        }
    }
    for (int i = 0; i < FILES; i++) {
        CHECK_EQ(files[i].body.used, bodies[i].used);
        CHECK_EQ(0, memcmp(files[i].body.at, bodies[i].at, bodies[i].used));
        CHECK(first_block[i] <= FILES);
        CHECK(last_block[i] > blocks / 2);
        bytes_free(&bodies[i]);
        capture_free(&files[i]);
    }
    rcap_group_close(group);
}

/* One torn file must not end the others. */
static void should_go_on_after_a_failure(void) {
    capture torn;
    capture good;
    capture_make(&torn, PCAP_NANO, 10, small_size);
    capture_cut(&torn, torn.file.used - 1);
    capture_make(&good, PCAP_NANO, 20000, small_size);
    rcap_group *group = new_group();
    REQUIRE(rcap_group_add_file(group, good.path, "", RCAP_MAX_SNAPLEN, 1, &error) == 0);
    REQUIRE(rcap_group_add_file(group, torn.path, "", RCAP_MAX_SNAPLEN, 1, &error) == 1);
    int64_t packets = 0;
    int torn_codes = 0;
    int got;
    while ((got = rcap_group_fill(group, block, BLOCK, 0, 0)) != RCAP_E_END) {
        if (got < 0) {
            CHECK_EQ(RCAP_E_TRUNCATED, got);
            CHECK_EQ(1, rcap_group_failed(group, &error));
            torn_codes++;
        } else {
            packets += got;
        }
    }
    CHECK_EQ(20009, packets);
    CHECK_EQ(1, torn_codes);
    rcap_group_close(group);
    capture_free(&torn);
    capture_free(&good);
}

static atomic_bool reading_on;

static void *watch_counters(void *group) {
    int64_t last = 0;
    while (atomic_load(&reading_on)) {
        rcap_stats stats;
        CHECK_EQ(0, rcap_group_stats(group, 0, &stats));
        CHECK(stats.delivered >= last);
        last = stats.delivered;
    }
    return NULL;
}

static void should_show_counters_to_other_threads(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 2000, small_size);
    rcap_group *group = new_group();
    pthread_t watcher;
    REQUIRE(rcap_group_add_file(group, file.path, "", RCAP_MAX_SNAPLEN, 200, &error) == 0);
    atomic_store(&reading_on, true);
    REQUIRE(pthread_create(&watcher, NULL, watch_counters, group) == 0);
    int64_t packets = 0;
    for (int got; (got = rcap_group_fill(group, block, BLOCK, 1000000, 0)) >= 0;) {
        packets += got;
    }
    atomic_store(&reading_on, false);
    (void)pthread_join(watcher, NULL);
    CHECK_EQ(200 * 2000, packets);
    rcap_group_close(group);
    capture_free(&file);
}

static void should_refuse_too_many_sources(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 1, small_size);
    rcap_group *group = new_group();
    for (int i = 0; i < RCAP_MAX_SOURCES; i++) {
        REQUIRE(rcap_group_add_file(group, file.path, "", RCAP_MAX_SNAPLEN, 1, &error) == i);
    }
    CHECK_EQ(RCAP_E_INVALID, rcap_group_add_file(group, file.path, "", RCAP_MAX_SNAPLEN, 1, &error));
    int64_t packets = 0;
    for (int got; (got = rcap_group_fill(group, block, BLOCK, 0, 0)) >= 0;) {
        packets += got;
    }
    CHECK_EQ(RCAP_MAX_SOURCES, packets);
    rcap_group_close(group);
    capture_free(&file);
}

int main(void) {
    block = aligned_alloc(64, BLOCK);
    REQUIRE(block != NULL);
    RUN(should_end_without_sources);
    RUN(should_answer_wake_once);
    RUN(should_bound_fruitless_reading);
    RUN(should_flush_by_age);
    RUN(should_deliver_carry_then_end_when_quiesced);
    RUN(should_share_between_files);
    RUN(should_go_on_after_a_failure);
    RUN(should_show_counters_to_other_threads);
    RUN(should_refuse_too_many_sources);
    free(block);
    return TEST_RESULT();
}
