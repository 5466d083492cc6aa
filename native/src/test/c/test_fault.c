/*
 * What goes wrong in the field: interfaces that vanish or go down, rings that overflow, thousands of sessions.
 */
#include <unistd.h>

#include "rcap_test.h"
#include "test_net.h"

static rcap_error error;

static rcap_group *group_of_two(void) {
    rcap_live_options a = live_options("a1");
    rcap_live_options b = live_options("b1");
    net_pair("a");
    net_pair("b");
    a.timeout_ms = 100;
    rcap_group *group = live_group(&a);
    REQUIRE(rcap_group_add_live(group, &b, &error) == 1);
    return group;
}

static void should_report_removed_interface_and_go_on(void) {
    rcap_group *group = group_of_two();
    int sender_a = net_sender("a0");
    int sender_b = net_sender("b0");
    seen got = {0};
    net_send(sender_a, 0, 20, 100);
    CHECK_EQ(0, fill_until(group, &got, 20, 5));
    net_send(sender_a, 20, 30, 100); /* these wait in a partly filled kernel block */
    net_ip("link del a0");
    net_send(sender_b, 0, 10, 100);
    CHECK_EQ(RCAP_E_INTERFACE_GONE, fill_until(group, &got, 0, 5));
    CHECK_EQ(0, rcap_group_failed(group, &error));
    CHECK_CONTAINS("disappeared", error.text);
    CHECK_EQ(50, got.packets[0]);
    double cpu = cpu_s();
    CHECK_EQ(0, fill_until(group, &got, 0, 1));
    CHECK(cpu_s() - cpu < 0.1);
    CHECK(got.zeros < 200);
    net_send(sender_b, 10, 10, 100);
    CHECK_EQ(0, fill_until(group, &got, 70, 5));
    CHECK_EQ(20, got.packets[1]);
    CHECK_EQ(0, got.gaps[1]);
    net_ip("link del b0");
    CHECK_EQ(RCAP_E_INTERFACE_GONE, fill_until(group, &got, 0, 5));
    CHECK_EQ(1, rcap_group_failed(group, &error));
    CHECK_EQ(RCAP_E_END, fill_until(group, &got, 0, 5));
    rcap_stats stats;
    CHECK_EQ(0, rcap_group_stats(group, 0, &stats));
    CHECK_EQ(50, stats.delivered);
    close(sender_a);
    close(sender_b);
    rcap_group_close(group);
}

static void should_end_only_the_part_of_an_interface_that_goes_down(void) {
    rcap_group *group = group_of_two();
    seen got = {0};
    int sender_a = net_sender("a0");
    int sender_b = net_sender("b0");
    net_send(sender_a, 0, 10, 100);
    CHECK_EQ(0, fill_until(group, &got, 10, 5));
    net_send(sender_a, 10, 5, 100); /* the rest of the ring comes before the news */
    net_ip("link set a1 down");
    CHECK_EQ(RCAP_E_INTERFACE_GONE, fill_until(group, &got, 0, 5));
    CHECK_EQ(0, rcap_group_failed(group, &error));
    CHECK_CONTAINS("went down", error.text);
    CHECK_EQ(15, got.packets[0]);
    double cpu = cpu_s();
    CHECK_EQ(0, fill_until(group, &got, 0, 1));
    CHECK(cpu_s() - cpu < 0.1);
    net_send(sender_b, 0, 10, 100);
    CHECK_EQ(0, fill_until(group, &got, 25, 5));
    CHECK_EQ(10, got.packets[1]);
    CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 2));
    close(sender_a);
    close(sender_b);
    rcap_group_close(group);
    net_ip("link del a0");
    net_ip("link del b0");
}

static void should_take_up_again_an_interface_that_is_back(void) {
    enum { ROUNDS = 3 };
    rcap_live_options a = live_options("a1");
    rcap_group *group = group_of_two();
    seen got = {0};
    rcap_stats stats;
    int64_t sent = 0;
    CHECK_EQ(RCAP_E_INVALID, rcap_group_reopen(group, 0, &a, &error)); /* it has not left */
    for (int round = 0; round < ROUNDS; round++) {
        int sender = net_sender("a0");
        net_send(sender, (uint64_t)sent, 20, 100);
        sent += 20;
        CHECK_EQ(0, fill_until(group, &got, sent, 5));
        net_send(sender, (uint64_t)sent, 5, 100);
        sent += 5;
        net_ip(round == 0 ? "link set a1 down" : "link del a0");
        CHECK_EQ(RCAP_E_INTERFACE_GONE, fill_until(group, &got, 0, 5));
        CHECK_EQ(0, rcap_group_failed(group, &error));
        double asked = cpu_s();
        CHECK_EQ(round == 0 ? RCAP_E_INTERFACE_GONE : RCAP_E_NO_INTERFACE, rcap_group_reopen(group, 0, &a, &error));
        CHECK(cpu_s() - asked < 0.002); /* an opening that fails takes tens of milliseconds */
        close(sender);
        if (round == 0) {
            net_ip("link set a1 up");
        } else {
            net_pair("a");
        }
        CHECK_EQ(RCAP_OK, rcap_group_reopen(group, 0, &a, &error));
        CHECK_EQ(0, fill_until(group, &got, 0, 0.05));
    }
    CHECK_EQ(sent, got.packets[0]);
    CHECK_EQ(0, got.gaps[0]);
    CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 2));
    CHECK_EQ(RCAP_E_INVALID, rcap_group_reopen(group, 0, &a, &error));
    CHECK_EQ(0, rcap_group_stats(group, 0, &stats));
    CHECK_EQ(sent, stats.delivered);
    CHECK_EQ(sent, stats.received - stats.dropped);
    CHECK_EQ(0, stats.undrained);
    rcap_group_close(group);
    net_ip("link del a0");
    net_ip("link del b0");
}

static void should_stop_while_interface_is_down_or_gone(void) {
    rcap_group *group = group_of_two();
    seen got = {0};
    net_ip("link set a1 down");
    net_ip("link del b0");
    double begin = now_s();
    int code = stop_and_drain(group, &got, 2);
    for (int ended = 0; code == RCAP_E_INTERFACE_GONE && ended < 2; ended++) {
        code = fill_until(group, &got, 0, 5);
    }
    CHECK_EQ(RCAP_E_END, code);
    CHECK(now_s() - begin < 1);
    rcap_group_close(group);
    net_ip("link del a0");
}

static void overflow(bool immediate) {
    enum { FRAMES = 60000 };
    rcap_live_options options = live_options("a1");
    options.buffer_bytes = 1 << 20;
    options.immediate = immediate;
    options.snaplen = 2048;
    rcap_group *group = live_group(&options);
    seen got = {0};
    rcap_stats stats;
    int sender = net_sender("a0");
    int64_t before = net_received("a1");
    net_send(sender, 0, FRAMES, 400);
    REQUIRE(net_received("a1") - before == FRAMES);
    CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 5));
    CHECK_EQ(0, rcap_group_stats(group, 0, &stats));
    CHECK(stats.dropped > 0);
    CHECK_EQ(FRAMES, stats.delivered + stats.dropped);
    CHECK_EQ(FRAMES, stats.received);
    CHECK_EQ(got.packets[0], stats.delivered);
    CHECK_EQ(stats.dropped, got.dropped);
    CHECK_EQ(0, stats.undrained);
    rcap_group_close(group);
    close(sender);
}

static void should_count_what_overflows(void) {
    net_pair("a");
    overflow(false);
    overflow(true);
    net_ip("link del a0");
}

/* Lines of /proc/self/maps, and those among them that are packet rings. */
static int mappings(int *rings) {
    char line[512];
    int lines = 0;
    FILE *maps = fopen("/proc/self/maps", "re");
    REQUIRE(maps != NULL);
    *rings = 0;
    while (fgets(line, sizeof line, maps) != NULL) {
        lines++;
        *rings += strstr(line, "socket:") != NULL ? 1 : 0;
    }
    (void)fclose(maps);
    return lines;
}

static void should_leave_nothing_behind(void) {
    net_pair("a");
    int fds = 0;
    int maps = 0;
    int rings = 0;
    for (int cycle = 0; cycle < 220; cycle++) {
        if (cycle == 20) { /* after libpcap, stdio and the sanitizer have taken what they keep */
            fds = open_fds();
            maps = mappings(&rings);
        }
        rcap_live_options options = live_options("a1");
        options.filter = cycle % 3 == 0 ? "udp" : "";
        rcap_group *group = live_group(&options);
        seen got = {0};
        if (cycle % 5 == 0) {
            options.device = "nosuch";
            CHECK_EQ(RCAP_E_NO_INTERFACE, rcap_group_add_live(group, &options, &error));
            options.device = "a1";
            options.filter = "bad (";
            CHECK_EQ(RCAP_E_FILTER, rcap_group_add_live(group, &options, &error));
            CHECK_EQ(RCAP_E_FORMAT, rcap_group_add_file(group, "/etc/passwd", "", RCAP_MAX_SNAPLEN, 1, &error));
        }
        if (cycle % 2 == 0) {
            CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 1));
        }
        rcap_group_close(group);
    }
    CHECK_EQ(fds, open_fds());
    int after = mappings(&rings);
    CHECK_EQ(0, rings);
#ifndef __SANITIZE_ADDRESS__ /* whose quarantine keeps what was freed */
    CHECK(after <= maps + 4);
#endif
    (void)fprintf(stderr, "     mappings: %d, then %d\n", maps, after);
    net_ip("link del a0");
}

int main(void) {
    net_private();
    RUN(should_report_removed_interface_and_go_on);
    RUN(should_end_only_the_part_of_an_interface_that_goes_down);
    RUN(should_take_up_again_an_interface_that_is_back);
    RUN(should_stop_while_interface_is_down_or_gone);
    RUN(should_count_what_overflows);
    RUN(should_leave_nothing_behind);
    return TEST_RESULT();
}
