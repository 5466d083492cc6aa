/*
 * Filters of live captures: the first one, others in its place, and what waits while they change.
 */
#include <signal.h>
#include <sys/wait.h>
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

/* Sends numbered frames until it is killed, some 100,000 a second. */
static pid_t steady_sender(void) {
    pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        for (uint64_t number = 0;; number += 50) {
            net_send(sender, number, 50, 100);
            sleep_s(0.0005);
        }
    }
    return child;
}

/* The kernel's program is replaced in one step once libpcap's own judging is over: not one packet falls between two. */
static void should_lose_nothing_while_filters_are_replaced_under_load(void) {
    rcap_live_options options = live_options("a1");
    seen got = {0};
    int64_t at_last = 0;
    rcap_group *group = live_group(&options);
    pid_t child = steady_sender();
    CHECK_EQ(0, fill_until(group, &got, 10000, 5));
    uint64_t begun = got.next[0];
    got.gaps[0] = 0;
    for (int i = 0; i < 200; i++) {
        CHECK_EQ(0, rcap_group_set_filter(group, 0, i % 2 == 0 ? "udp" : "udp or arp", &error));
        CHECK_EQ(0, fill_until(group, &got, got.packets[0] + 500, 5));
    }
    at_last = got.packets[0];
    CHECK_EQ(0, kill(child, SIGKILL));
    CHECK_EQ(child, waitpid(child, NULL, 0));
    CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 1));
    CHECK(got.next[0] - begun >= 100000);
    CHECK(at_last > 100000);
    CHECK_EQ(0, got.dropped);
    CHECK_EQ(0, got.gaps[0]);
    rcap_group_close(group);
}

/* What was let in before stays; what comes then is judged by the new program. */
static void should_judge_by_the_new_filter_what_comes_after_a_swap(void) {
    rcap_live_options options = live_options("a1");
    seen got = {0};
    rcap_group *group = live_group(&options);
    for (int i = 0; i < 4; i++) {
        net_send(sender, (uint64_t)i * 10, 10, 60);
        CHECK_EQ(0, fill_until(group, &got, 10 * (i + 1), 1));
    }
    net_send(sender, 40, 10, 1400);
    CHECK_EQ(0, rcap_group_set_filter(group, 0, "less 200", &error));
    net_send(sender, 50, 10, 1400);
    net_send(sender, 60, 10, 100);
    CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 1));
    CHECK_EQ(60, got.packets[0]);
    CHECK_EQ(10, got.gaps[0]);
    CHECK_EQ(70, got.next[0]);
    rcap_group_close(group);
}

/* The same through the kernel's other places for what libpcap puts before a cooked packet. */
static void should_swap_filters_of_all_interfaces_at_once(void) {
    rcap_live_options options = live_options("any");
    seen got = {0};
    options.direction = RCAP_IN;
    rcap_group *group = live_group(&options);
    for (int i = 0; i < 4; i++) {
        net_send(sender, (uint64_t)i * 10, 10, 60);
        (void)fill_until(group, &got, 0, 0.05);
    }
    CHECK_EQ(0, rcap_group_set_filter(group, 0, "udp dst port 40001 and greater 250", &error));
    int before = got.fills - got.zeros;
    net_send(sender, 40, 20, 60);
    (void)fill_until(group, &got, 0, 0.1);
    CHECK_EQ(before, got.fills - got.zeros);
    net_send(sender, 60, 20, 400);
    (void)fill_until(group, &got, 0, 0.1);
    CHECK(got.fills - got.zeros > before);
    CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 1));
    rcap_group_close(group);
}

int main(void) {
    net_private();
    net_pair("a");
    sender = net_sender("a0");
    RUN(should_filter_and_replace_filter);
    RUN(should_judge_waiting_packets_by_the_new_filter);
    RUN(should_judge_by_the_new_filter_what_comes_after_a_swap);
    RUN(should_lose_nothing_while_filters_are_replaced_under_load);
    RUN(should_swap_filters_of_all_interfaces_at_once);
    close(sender);
    return TEST_RESULT();
}
