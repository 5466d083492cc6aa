/*
 * Filters of live captures: the first one, others in its place, and what waits while they change.
 */
#include <unistd.h>

#include "rcap_test.h"
#include "test_net.h"

static rcap_error error;
static int sender;

static void should_filter_and_replace_filter(void) {
    rcap_live_options options = live_options("a1");
    seen got = {0};
    options.filter = "udp dst port 40001 and greater 200";
    rcap_group *group = live_group(&options);
    net_send(sender, 0, 100, 60);
    net_send(sender, 100, 50, 300);
    CHECK_EQ(0, fill_until(group, &got, 0, 0.1));
    CHECK_EQ(50, got.packets[0]);
    CHECK_EQ(100, got.gaps[0]);
    CHECK_EQ(RCAP_E_FILTER, rcap_group_set_filter(group, 0, "nonsense )", &error));
    net_send(sender, 150, 10, 60);
    CHECK_EQ(0, fill_until(group, &got, 0, 0.1));
    CHECK_EQ(50, got.packets[0]);
    CHECK_EQ(0, rcap_group_set_filter(group, 0, "", &error));
    net_send(sender, 160, 10, 60);
    CHECK_EQ(0, fill_until(group, &got, 0, 0.1));
    CHECK_EQ(60, got.packets[0]);
    CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 1));
    CHECK_EQ(RCAP_E_INVALID, rcap_group_set_filter(group, 0, "tcp", &error));
    rcap_group_close(group);
}

/* What was let in by the former filter and not yet read is judged by the new one, in the kernel's ring and in our
 * carry. */
static void should_judge_waiting_packets_by_the_new_filter(void) {
    rcap_live_options options = live_options("a1");
    seen got = {0};
    rcap_group *group = live_group(&options);
    /* More than a block of 512 KiB holds: the first fill leaves a carry and many packets in the ring. */
    net_send(sender, 0, 1000, 1400);
    while (got.packets[0] == 0) {
        CHECK_EQ(0, fill_until(group, &got, 1, 1));
    }
    int64_t first = got.packets[0];
    CHECK(first < 1000);
    net_send(sender, 1000, 20, 100);
    CHECK_EQ(0, rcap_group_set_filter(group, 0, "less 200", &error));
    net_send(sender, 1020, 500, 1400);
    net_send(sender, 1520, 30, 100);
    CHECK_EQ(0, fill_until(group, &got, first + 50, 2));
    CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 1));
    CHECK_EQ(first + 50, got.packets[0]);
    CHECK_EQ(1550, got.next[0]);
    rcap_group_close(group);
}

int main(void) {
    net_private();
    net_pair("a");
    sender = net_sender("a0");
    RUN(should_filter_and_replace_filter);
    RUN(should_judge_waiting_packets_by_the_new_filter);
    close(sender);
    return TEST_RESULT();
}
