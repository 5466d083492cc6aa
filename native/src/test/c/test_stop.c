/*
 * The lossless stop: at once on a silent link, complete under load, bounded by its deadline.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "rcap_test.h"
#include "test_net.h"

static rcap_error error;
static int sender;

static void should_stop_at_once_on_silent_link(void) {
    double worst = 0;
    for (int round = 0; round < 20; round++) {
        rcap_live_options options = live_options("a1");
        options.timeout_ms = 1000; /* not to be waited for when nothing is in flight */
        rcap_group *group = live_group(&options);
        seen got = {0};
        CHECK_EQ(0, fill_until(group, &got, 0, 0.005));
        double begin = now_s();
        CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 5));
        double took = now_s() - begin;
        worst = took > worst ? took : worst;
        rcap_group_close(group);
    }
    (void)fprintf(stderr, "     silent stop, worst of 20: %.3f ms\n", worst * 1e3);
    CHECK(worst < 0.05);
}

/* Frames in a partly filled kernel block are invisible until the retire timer: they must come all the same. */
static void should_deliver_partly_filled_kernel_block(void) {
    for (int round = 0; round < 10; round++) {
        rcap_live_options options = live_options("a1");
        options.timeout_ms = 150;
        rcap_group *group = live_group(&options);
        seen got = {0};
        rcap_stats stats;
        net_send(sender, 0, 40 + round, 200);
        double begin = now_s();
        CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 5));
        double took = now_s() - begin;
        CHECK_EQ(40 + round, got.packets[0]);
        CHECK(took < 2 * 0.15 + 0.1);
        CHECK_EQ(0, rcap_group_stats(group, 0, &stats));
        CHECK_EQ(0, stats.undrained);
        rcap_group_close(group);
    }
}

/* The same, by a caller who never waits in a fill but comes back late. */
static void should_not_take_own_pauses_for_silence(void) {
    rcap_live_options options = live_options("a1");
    options.timeout_ms = 30;
    options.direction = RCAP_IN;
    rcap_group *group = live_group(&options);
    int other = net_visible_sender("a1");
    uint8_t *block = aligned_alloc(64, 2 << 20);
    REQUIRE(block != NULL);
    net_send(other, 0, 5, 60); /* counted by the kernel, rejected by libpcap: in flight never reaches 0 */
    net_send(sender, 0, 50, 60);
    CHECK_EQ(0, rcap_group_quiesce(group, 5000000000));
    int64_t packets = 0;
    int got;
    while ((got = rcap_group_fill(group, block, 2 << 20, 0, 0)) >= 0) {
        packets += got;
        sleep_s(0.1);
    }
    CHECK_EQ(RCAP_E_END, got);
    CHECK_EQ(50, packets);
    rcap_stats stats;
    CHECK_EQ(0, rcap_group_stats(group, 0, &stats));
    CHECK_EQ(0, stats.undrained);
    CHECK_EQ(55, stats.received);
    close(other);
    free(block);
    rcap_group_close(group);
}

static atomic_bool sending;
static _Atomic uint64_t sent;

static void *send_on(void *gap) {
    while (atomic_load(&sending)) {
        net_send(sender, atomic_load(&sent), 32, 250);
        atomic_fetch_add(&sent, 32);
        sleep_s(*(const double *)gap);
    }
    return NULL;
}

static void stop_under_load(bool immediate) {
    static const double gap = 0.0002;
    rcap_live_options options = live_options("a1");
    options.buffer_bytes = 32 << 20;
    options.immediate = immediate;
    options.snaplen = 2048;
    rcap_group *group = live_group(&options);
    seen got = {0};
    rcap_stats stats;
    pthread_t thread;
    atomic_store(&sending, true);
    atomic_store(&sent, 0);
    REQUIRE(pthread_create(&thread, NULL, send_on, (void *)(uintptr_t)&gap) == 0);
    CHECK_EQ(0, fill_until(group, &got, 0, 0.15));
    uint64_t before = atomic_load(&sent);
    CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 5));
    CHECK_EQ(0, rcap_group_stats(group, 0, &stats));
    atomic_store(&sending, false);
    (void)pthread_join(thread, NULL);
    CHECK_EQ(0, got.gaps[0]);
    CHECK_EQ(0, stats.dropped);
    CHECK_EQ(0, stats.undrained);
    CHECK_EQ(stats.received, got.packets[0]);
    CHECK(got.next[0] >= before);
    rcap_group_close(group);
}

static void should_deliver_all_sent_before_stop_under_load(void) {
    for (int round = 0; round < 10; round++) {
        stop_under_load(round % 2 == 1);
    }
}

static void should_count_what_deadline_leaves(void) {
    rcap_live_options options = live_options("a1");
    options.timeout_ms = 500;
    rcap_group *group = live_group(&options);
    seen got = {0};
    rcap_stats stats;
    net_send(sender, 0, 70, 200);
    double begin = now_s();
    CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 0));
    CHECK(now_s() - begin < 0.1);
    CHECK_EQ(0, rcap_group_stats(group, 0, &stats));
    CHECK_EQ(70, stats.delivered + stats.undrained);
    CHECK_EQ(got.packets[0], stats.delivered);
    rcap_group_close(group);
}

/* The ring holds much more than the blocks take before the deadline: the carry still goes out, the rest is counted. */
static void should_deliver_carry_at_deadline(void) {
    rcap_live_options options = live_options("a1");
    options.buffer_bytes = 16 << 20;
    rcap_group *group = live_group(&options);
    uint8_t *block = aligned_alloc(64, (RCAP_MIN_BLOCK_BYTES + 63) / 64 * 64);
    REQUIRE(block != NULL);
    net_send(sender, 0, 4000, 1000);
    sleep_s(0.05);
    int first = rcap_group_fill(group, block, RCAP_MIN_BLOCK_BYTES, 0, 1000000000);
    CHECK(first > 0 && first < 4000);
    CHECK_EQ(0, rcap_group_quiesce(group, 0));
    CHECK_EQ(1, rcap_group_fill(group, block, RCAP_MIN_BLOCK_BYTES, 0, 1000000000));
    CHECK_EQ(RCAP_E_END, rcap_group_fill(group, block, RCAP_MIN_BLOCK_BYTES, 0, 1000000000));
    rcap_stats stats;
    CHECK_EQ(0, rcap_group_stats(group, 0, &stats));
    CHECK_EQ(first + 1, stats.delivered);
    CHECK_EQ(4000 - first - 1, stats.undrained);
    free(block);
    rcap_group_close(group);
}

static void should_stop_several_interfaces(void) {
    rcap_live_options a = live_options("a1");
    rcap_live_options b = live_options("b1");
    rcap_group *group = live_group(&a);
    seen got = {0};
    net_pair("b");
    int other = net_sender("b0");
    REQUIRE(rcap_group_add_live(group, &b, &error) == 1);
    net_send(other, 0, 500, 100);
    net_send(sender, 0, 300, 100);
    CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 5));
    CHECK_EQ(300, got.packets[0]);
    CHECK_EQ(500, got.packets[1]);
    close(other);
    rcap_group_close(group);
    net_ip("link del b0");
}

int main(void) {
    net_private();
    net_pair("a");
    sender = net_sender("a0");
    RUN(should_stop_at_once_on_silent_link);
    RUN(should_deliver_partly_filled_kernel_block);
    RUN(should_not_take_own_pauses_for_silence);
    RUN(should_deliver_all_sent_before_stop_under_load);
    RUN(should_count_what_deadline_leaves);
    RUN(should_deliver_carry_at_deadline);
    RUN(should_stop_several_interfaces);
    close(sender);
    return TEST_RESULT();
}
