/*
 * Live capture on veth pairs: what is sent arrives, as it was asked for.
 */
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rcap_device.h"
#include "rcap_test.h"
#include "test_net.h"

static rcap_error error;
static int sender;

static int add_code(const rcap_live_options *options) {
    rcap_group *group;
    REQUIRE(rcap_group_create(&group, &error) == 0);
    int code = rcap_group_add_live(group, options, &error);
    rcap_group_close(group);
    return code;
}

static void should_refuse_what_cannot_be_opened(void) {
    rcap_live_options options = live_options("nosuchdevice");
    CHECK_EQ(RCAP_E_NO_INTERFACE, add_code(&options));
    CHECK_CONTAINS("nosuchdevice", error.text);
    options = live_options("");
    CHECK_EQ(RCAP_E_INVALID, add_code(&options));
    options = live_options(NULL);
    CHECK_EQ(RCAP_E_INVALID, add_code(&options));
    options = live_options("a1");
    options.snaplen = 0;
    CHECK_EQ(RCAP_E_INVALID, add_code(&options));
    options.snaplen = RCAP_MAX_SNAPLEN + 1;
    CHECK_EQ(RCAP_E_INVALID, add_code(&options));
    options = live_options("a1");
    options.timeout_ms = 0;
    CHECK_EQ(RCAP_E_INVALID, add_code(&options));
    options = live_options("a1");
    options.direction = 3;
    CHECK_EQ(RCAP_E_INVALID, add_code(&options));
    options = live_options("a1");
    options.filter = "tcp prot 1";
    CHECK_EQ(RCAP_E_FILTER, add_code(&options));
    options = live_options("a1");
    options.netns = "/nonexistent/ns";
    CHECK_EQ(RCAP_E_NETNS, add_code(&options));
    net_ip("link add d0 type veth peer name d1");
    options = live_options("d0");
    CHECK_EQ(RCAP_E_ACTIVATE, add_code(&options)); /* it is down */
    CHECK_CONTAINS("up", error.text);
    net_ip("link del d0");
}

/* In a child, which gives its rights away. */
static void should_tell_missing_permission(void) {
    pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        rcap_live_options options = live_options("a1");
        REQUIRE(setgid(65534) == 0 && setuid(65534) == 0);
        int code = add_code(&options);
        options.netns = "/proc/1/ns/net";
        int elsewhere = add_code(&options);
        /* To stay in one's own namespace takes no right. */
        options.netns = "/proc/self/ns/net";
        int here = add_code(&options);
        _exit(code == RCAP_E_PERMISSION && elsewhere == RCAP_E_NETNS && here == RCAP_E_PERMISSION ? 0 : 1);
    }
    int status = 1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK_EQ(0, status);
}

static void deliver(const rcap_live_options *options, int count, int size) {
    rcap_group *group = live_group(options);
    seen got = {0};
    net_send(sender, 0, count, size);
    CHECK_EQ(0, fill_until(group, &got, count, 10));
    CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 1));
    rcap_stats stats;
    CHECK_EQ(0, rcap_group_stats(group, 0, &stats));
    CHECK_EQ(count, got.packets[0]);
    CHECK_EQ(0, got.gaps[0]);
    CHECK_EQ(0, got.foreign);
    CHECK_EQ(0, got.dropped);
    CHECK_EQ(count, stats.received);
    CHECK_EQ(count, stats.delivered);
    CHECK_EQ((int64_t)count * size, stats.delivered_bytes);
    CHECK_EQ(0, stats.dropped);
    CHECK_EQ(0, stats.undrained);
    CHECK_EQ(-1, stats.interface_dropped); /* not promiscuous */
    rcap_group_close(group);
}

static void should_deliver_what_was_sent(void) {
    rcap_live_options options = live_options("a1");
    options.buffer_bytes = 32 << 20;
    deliver(&options, 1, 60);
    deliver(&options, 20000, 60);
    deliver(&options, 5000, 1514);
}

static void should_deliver_one_by_one_when_immediate(void) {
    rcap_live_options options = live_options("a1");
    options.buffer_bytes = 32 << 20;
    options.immediate = true;
    options.snaplen = 2048;
    deliver(&options, 1, 60);
    deliver(&options, 5000, 60);
    deliver(&options, 2000, 1514);
}

static void should_report_effective_values(void) {
    rcap_live_options options = live_options("a1");
    rcap_effective effective;
    rcap_stats stats;
    options.buffer_bytes = 8 << 20;
    options.promiscuous = true;
    options.snaplen = 1000;
    rcap_group *group = live_group(&options);
    CHECK_EQ(0, rcap_group_effective(group, 0, &effective));
    CHECK(effective.ring_bytes >= 7 << 20 && effective.ring_bytes <= 9 << 20);
    CHECK_EQ(3, effective.tpacket);
    CHECK_EQ(1, effective.link_type);
    CHECK_EQ(1000, effective.snaplen);
    CHECK_EQ(0, effective.timestamp_type);
    CHECK_EQ(1, effective.nanoseconds);
    CHECK_EQ(1, effective.promiscuous);
    CHECK_EQ(0, rcap_group_stats(group, 0, &stats));
    CHECK_EQ(-1, stats.interface_dropped); /* /sys is the other namespace's: unknown, not 0 */
    CHECK_EQ(RCAP_E_INVALID, rcap_group_effective(group, 1, &effective));
    rcap_group_close(group);
    options.immediate = true;
    options.timestamp_type = 1; /* PCAP_TSTAMP_HOST_LOWPREC: a veth has host time only */
    options.promiscuous = false;
    group = live_group(&options);
    CHECK_EQ(0, rcap_group_effective(group, 0, &effective));
    CHECK_EQ(2, effective.tpacket);
    CHECK_EQ(0, effective.timestamp_type);
    CHECK_EQ(0, effective.promiscuous);
    rcap_group_close(group);
    options = live_options("any");
    options.promiscuous = true;
    group = live_group(&options);
    CHECK_EQ(0, rcap_group_effective(group, 0, &effective));
    CHECK_EQ(113, effective.link_type);
    CHECK_EQ(0, effective.promiscuous);
    rcap_group_close(group);
}

static void should_cut_to_snaplen(void) {
    rcap_live_options options = live_options("a1");
    seen got = {0};
    options.snaplen = 58;
    rcap_group *group = live_group(&options);
    net_send(sender, 0, 100, 1000);
    CHECK_EQ(0, fill_until(group, &got, 100, 5));
    CHECK_EQ(100, got.packets[0]);
    CHECK_EQ(58, got.caplen);
    CHECK_EQ(1000, got.len);
    rcap_group_close(group);
}

static void should_heed_direction(void) {
    static const int expected[] = {300, 100, 200}; /* in and out, in, out */
    int other = net_visible_sender("a1");
    for (int direction = 0; direction < 3; direction++) {
        rcap_live_options options = live_options("a1");
        seen got = {0};
        options.direction = direction;
        rcap_group *group = live_group(&options);
        net_send(sender, 0, 100, 60);
        net_send(other, 100, 200, 60);
        CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 1));
        CHECK_EQ(expected[direction], got.packets[0]);
        rcap_group_close(group);
    }
    close(other);
}

static void *wake_after_a_while(void *group) {
    sleep_s(0.05);
    CHECK_EQ(0, rcap_group_wake(group));
    return NULL;
}

static void should_wake_and_honour_max_wait(void) {
    rcap_live_options options = live_options("a1");
    rcap_group *group = live_group(&options);
    uint8_t *block = aligned_alloc(64, 2 << 20);
    REQUIRE(block != NULL);
    double begin = now_s();
    double cpu = cpu_s();
    CHECK_EQ(0, rcap_group_fill(group, block, 2 << 20, 1000000, 200000000));
    CHECK(now_s() - begin >= 0.2 && now_s() - begin < 0.4);
    CHECK(cpu_s() - cpu < 0.02);
    begin = now_s();
    CHECK_EQ(0, rcap_group_fill(group, block, 2 << 20, 1000000, 0));
    CHECK(now_s() - begin < 0.05);
    pthread_t waker;
    REQUIRE(pthread_create(&waker, NULL, wake_after_a_while, group) == 0);
    begin = now_s();
    CHECK_EQ(0, rcap_group_fill(group, block, 2 << 20, 1000000, 20000000000));
    CHECK(now_s() - begin >= 0.04 && now_s() - begin < 1);
    (void)pthread_join(waker, NULL);
    free(block);
    rcap_group_close(group);
}

static rcap_group *woken_by_signal;

static void on_alarm(int number) {
    (void)number;
    if (woken_by_signal != NULL) {
        (void)rcap_group_wake(woken_by_signal);
    }
}

static void alarm_every(int microseconds) {
    const struct itimerval timer = {.it_interval.tv_usec = microseconds, .it_value.tv_usec = microseconds};
    struct sigaction action = {.sa_handler = on_alarm}; /* without SA_RESTART: system calls are interrupted */
    REQUIRE(sigaction(SIGALRM, &action, NULL) == 0);
    REQUIRE(setitimer(ITIMER_REAL, &timer, NULL) == 0);
}

static void should_bear_signals_and_wake_from_a_handler(void) {
    rcap_live_options options = live_options("a1");
    rcap_group *group = live_group(&options);
    uint8_t *block = aligned_alloc(64, 2 << 20);
    REQUIRE(block != NULL);
    alarm_every(5000);
    double begin = now_s();
    CHECK_EQ(0, rcap_group_fill(group, block, 2 << 20, 1000000, 200000000));
    CHECK(now_s() - begin >= 0.2 && now_s() - begin < 0.4);
    woken_by_signal = group;
    begin = now_s();
    CHECK_EQ(0, rcap_group_fill(group, block, 2 << 20, 1000000, 20000000000));
    CHECK(now_s() - begin < 1);
    woken_by_signal = NULL;
    alarm_every(0);
    free(block);
    rcap_group_close(group);
}

/* Immediate mode waits for more until the flush time, and a wake sends the begun block off. */
static void should_flush_and_wake_with_packets_in_block(void) {
    rcap_live_options options = live_options("a1");
    options.immediate = true;
    options.snaplen = 2048;
    rcap_group *group = live_group(&options);
    uint8_t *block = aligned_alloc(64, 2 << 20);
    REQUIRE(block != NULL);
    net_send(sender, 0, 3, 60);
    double begin = now_s();
    CHECK_EQ(3, rcap_group_fill(group, block, 2 << 20, 100000000, 1000000000));
    CHECK(now_s() - begin >= 0.1 && now_s() - begin < 0.3);
    net_send(sender, 3, 4, 60);
    pthread_t waker;
    REQUIRE(pthread_create(&waker, NULL, wake_after_a_while, group) == 0);
    begin = now_s();
    CHECK_EQ(4, rcap_group_fill(group, block, 2 << 20, 20000000000, 1000000000));
    CHECK(now_s() - begin >= 0.04 && now_s() - begin < 1);
    (void)pthread_join(waker, NULL);
    free(block);
    rcap_group_close(group);
}

static void should_serve_several_interfaces(void) {
    static const char *const names[] = {"b", "c", "e"};
    rcap_group *group;
    seen got = {0};
    int senders[3];
    REQUIRE(rcap_group_create(&group, &error) == 0);
    for (int i = 0; i < 3; i++) {
        char device[8];
        net_pair(names[i]);
        (void)snprintf(device, sizeof device, "%s1", names[i]);
        rcap_live_options options = live_options(device);
        options.buffer_bytes = 16 << 20;
        REQUIRE(rcap_group_add_live(group, &options, &error) == i);
        (void)snprintf(device, sizeof device, "%s0", names[i]);
        senders[i] = net_sender(device);
    }
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 3; i++) {
            net_send(senders[i], (uint64_t)round * 300, 300, 300);
        }
    }
    CHECK_EQ(0, fill_until(group, &got, 18000, 10));
    CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 1));
    for (int i = 0; i < 3; i++) {
        CHECK_EQ(6000, got.packets[i]);
        CHECK_EQ(0, got.gaps[i]);
        close(senders[i]);
    }
    rcap_group_close(group);
    for (int i = 0; i < 3; i++) {
        net_ip("link del %s0", names[i]);
    }
}

static void own_namespace(char *out, size_t room) {
    ssize_t length = readlink("/proc/thread-self/ns/net", out, room - 1);
    REQUIRE(length > 0);
    out[length] = '\0';
}

/* Group 0 is one: the first that is made after the start of a machine. */
static void should_tell_the_fanout_group_that_it_is_in(void) {
    rcap_live_options options = live_options("a1");
    rcap_group *group = live_group(&options);
    CHECK_EQ(-1, rcap_group_fanout(group, 0));
    rcap_group_close(group);
    options.fanout = 1;
    options.fanout_of = 0;
    group = live_group(&options);
    CHECK_EQ(0, rcap_group_fanout(group, 0));
    rcap_group_close(group);
    options.fanout_of = -1;
    group = live_group(&options);
    options.fanout_of = rcap_group_fanout(group, 0);
    CHECK(options.fanout_of >= 0);
    CHECK_EQ(1, rcap_group_add_live(group, &options, &error));
    CHECK_EQ(options.fanout_of, rcap_group_fanout(group, 1));
    rcap_group_close(group);
}

static void should_open_in_other_namespace(void) {
    char path[64];
    char before[64];
    char after[64];
    char list[8192];
    seen got = {0};
    pid_t child = net_child("n", path, sizeof path);
    own_namespace(before, sizeof before);
    rcap_live_options options = live_options("n1");
    CHECK_EQ(RCAP_E_NO_INTERFACE, add_code(&options));
    options.netns = path;
    options.promiscuous = true;
    rcap_group *group = live_group(&options);
    rcap_stats stats;
    CHECK_EQ(0, rcap_group_stats(group, 0, &stats));
    CHECK_EQ(-1, stats.interface_dropped);
    int used = rcap_device_list(path, list, sizeof list, &error);
    bool listed = false;
    for (const char *at = list; used > 0 && *at != '\0';) {
        listed |= strcmp(at, "n1") == 0;
        for (int i = 0; i < 4; i++) {
            at += strlen(at) + 1;
        }
    }
    CHECK(listed);
    options.device = "nosuch";
    CHECK_EQ(RCAP_E_NO_INTERFACE, add_code(&options));
    own_namespace(after, sizeof after);
    CHECK_EQ(0, strcmp(before, after));
    CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 1));
    rcap_group_close(group);
    net_child_end(child);
}

int main(void) {
    net_private();
    net_pair("a");
    sender = net_sender("a0");
    RUN(should_refuse_what_cannot_be_opened);
    RUN(should_tell_missing_permission);
    RUN(should_deliver_what_was_sent);
    RUN(should_deliver_one_by_one_when_immediate);
    RUN(should_report_effective_values);
    RUN(should_cut_to_snaplen);
    RUN(should_heed_direction);
    RUN(should_wake_and_honour_max_wait);
    RUN(should_bear_signals_and_wake_from_a_handler);
    RUN(should_flush_and_wake_with_packets_in_block);
    RUN(should_serve_several_interfaces);
    RUN(should_tell_the_fanout_group_that_it_is_in);
    RUN(should_open_in_other_namespace);
    close(sender);
    return TEST_RESULT();
}
