/*
 * The private network of the live tests. See test_net.h.
 */
#include "test_net.h"

#include <dirent.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NUMBER_AT = 50, FRAME_MIN = 60, FRAME_MAX = 1514, BLOCK = (RCAP_MIN_BLOCK_BYTES + 63) / 64 * 64 };

static _Noreturn void broken(const char *what) {
    perror(what);
    abort();
}

/* Neighbour discovery would put frames on the wire that nobody sent. */
static void silence_ipv6(void) {
    static const char *const knobs[] = {"/proc/sys/net/ipv6/conf/all/disable_ipv6",
                                        "/proc/sys/net/ipv6/conf/default/disable_ipv6"};
    for (int i = 0; i < 2; i++) {
        FILE *knob = fopen(knobs[i], "we");
        if (knob != NULL) {
            (void)fputs("1", knob);
            (void)fclose(knob);
        }
    }
}

void net_private(void) {
    if (geteuid() != 0) {
        (void)fprintf(stderr, "skipped: live tests need root\n");
        exit(77);
    }
    if (unshare(CLONE_NEWNET) != 0) {
        (void)fprintf(stderr, "skipped: cannot make a network namespace: %s\n", strerror(errno));
        exit(77);
    }
    if (system("ip link show lo >/dev/null 2>&1") != 0) {
        (void)fprintf(stderr, "skipped: live tests need the ip command\n");
        exit(77);
    }
    silence_ipv6();
}

void net_ip(const char *format, ...) {
    char command[256] = "ip ";
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(command + 3, sizeof command - 3, format, arguments);
    va_end(arguments);
    if (system(command) != 0) {
        broken(command);
    }
}

void net_pair(const char *name) {
    net_ip("link add %s0 type veth peer name %s1", name, name);
    net_ip("link set %s0 up", name);
    net_ip("link set %s1 up", name);
}

int64_t net_received(const char *interface) {
    char line[512];
    char wanted[32];
    long long bytes = 0;
    long long packets = -1;
    FILE *table = fopen("/proc/thread-self/net/dev", "re");
    if (table == NULL) {
        broken("/proc/net/dev");
    }
    (void)snprintf(wanted, sizeof wanted, "%s:", interface);
    while (fgets(line, sizeof line, table) != NULL) {
        char *at = strstr(line, wanted);
        if (at != NULL) {
            (void)sscanf(at + strlen(wanted), "%lld %lld", &bytes, &packets);
        }
    }
    (void)fclose(table);
    return packets;
}

int net_visible_sender(const char *interface) {
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(interface)};
    if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        broken("sender");
    }
    return fd;
}

int net_sender(const char *interface) {
    int fd = net_visible_sender(interface);
    int one = 1;
    if (setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one) != 0) {
        broken("sender");
    }
    return fd;
}

static void build_frame(uint8_t *frame, uint64_t number) {
    static const uint8_t head[] = {2, 0,  0,  0, 0, 2,   2, 0, 0, 0,   0, 1, 8, 0,    0x45, 0,    0,    46, 0,  0, 0x40,
                                   0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 0x9c, 0x40, 0x9c, 0x41, 0,  26, 0, 0};
    memset(frame, 0, FRAME_MAX);
    memcpy(frame, head, sizeof head);
    memcpy(frame + sizeof head, "RINGCAP", 8);
    memcpy(frame + NUMBER_AT, &number, sizeof number);
}

void net_send(int sender, uint64_t start, int count, int size) {
    enum { BATCH = 64 };
    static uint8_t frames[BATCH][FRAME_MAX];
    struct iovec vectors[BATCH];
    struct mmsghdr messages[BATCH];
    memset(messages, 0, sizeof messages);
    for (int done = 0; done < count;) {
        int batch = count - done < BATCH ? count - done : BATCH;
        for (int i = 0; i < batch; i++) {
            build_frame(frames[i], start + (uint64_t)(done + i));
            vectors[i] = (struct iovec){.iov_base = frames[i], .iov_len = (size_t)size};
            messages[i].msg_hdr.msg_iov = &vectors[i];
            messages[i].msg_hdr.msg_iovlen = 1;
        }
        int sent = sendmmsg(sender, messages, (unsigned int)batch, 0);
        if (sent > 0) {
            done += sent;
        } else if (errno != ENOBUFS && errno != EAGAIN && errno != EINTR) {
            broken("sendmmsg");
        }
    }
}

pid_t net_child(const char *name, char *path, size_t room) {
    int ready[2];
    if (pipe(ready) != 0) {
        broken("pipe");
    }
    pid_t child = fork();
    if (child < 0) {
        broken("fork");
    }
    if (child == 0) {
        net_private();
        net_pair(name);
        (void)!write(ready[1], "x", 1);
        (void)pause();
        _exit(0);
    }
    char answer = 0;
    close(ready[1]);
    if (read(ready[0], &answer, 1) != 1) {
        broken("child namespace");
    }
    close(ready[0]);
    (void)snprintf(path, room, "/proc/%d/ns/net", (int)child);
    return child;
}

void net_child_end(pid_t child) {
    (void)kill(child, SIGKILL);
    (void)waitpid(child, NULL, 0);
}

double now_s(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double cpu_s(void) {
    struct rusage usage;
    (void)getrusage(RUSAGE_THREAD, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

void sleep_s(double seconds) {
    struct timespec time = {.tv_sec = (time_t)seconds};
    time.tv_nsec = (long)((seconds - (double)time.tv_sec) * 1e9);
    (void)nanosleep(&time, NULL);
}

int open_fds(void) {
    int count = 0;
    DIR *directory = opendir("/proc/self/fd");
    if (directory == NULL) {
        broken("/proc/self/fd");
    }
    while (readdir(directory) != NULL) {
        count++;
    }
    (void)closedir(directory);
    return count;
}

rcap_live_options live_options(const char *device) {
    return (rcap_live_options){
        .device = device,
        .snaplen = RCAP_MAX_SNAPLEN,
        .timeout_ms = 10,
        .timestamp_type = RCAP_TIMESTAMP_DEFAULT,
    };
}

rcap_group *live_group(const rcap_live_options *options) {
    rcap_group *group = NULL;
    rcap_error error;
    if (rcap_group_create(&group, &error) != 0 || rcap_group_add_live(group, options, &error) != 0) {
        (void)fprintf(stderr, "%s\n", error.text);
        abort();
    }
    return group;
}

static void look_at(const uint8_t *block, seen *out) {
    rcap_block_header header;
    memcpy(&header, block, sizeof header);
    if (header.interface_index >= MAX_INTERFACES) {
        abort();
    }
    int i = header.interface_index;
    out->dropped = header.dropped;
    for (uint32_t at = 0; at < header.body_bytes;) {
        rcap_record record;
        uint64_t number;
        const uint8_t *frame = block + RCAP_HEADER_BYTES + at + RCAP_RECORD_BYTES;
        memcpy(&record, block + RCAP_HEADER_BYTES + at, sizeof record);
        at += RCAP_RECORD_BYTES + record.caplen;
        out->caplen = record.caplen;
        out->len = record.len;
        if (record.caplen < NUMBER_AT + 8 || memcmp(frame + NUMBER_AT - 8, "RINGCAP", 8) != 0) {
            out->foreign++;
            continue;
        }
        memcpy(&number, frame + NUMBER_AT, sizeof number);
        if (number < out->next[i]) {
            (void)fprintf(stderr, "frame %llu comes after %llu\n", (unsigned long long)number,
                          (unsigned long long)out->next[i] - 1);
            abort();
        }
        out->gaps[i] += (int64_t)(number - out->next[i]);
        out->next[i] = number + 1;
        out->packets[i]++;
    }
}

static int64_t total(const seen *it) {
    int64_t sum = it->foreign;
    for (int i = 0; i < MAX_INTERFACES; i++) {
        sum += it->packets[i];
    }
    return sum;
}

int fill_until(rcap_group *group, seen *out, int64_t packets, double seconds) {
    static uint8_t *block;
    if (block == NULL) {
        block = aligned_alloc(64, BLOCK);
    }
    double end = now_s() + seconds;
    while (now_s() < end && (packets == 0 || total(out) < packets)) {
        int got = rcap_group_fill(group, block, BLOCK, 2000000, 20000000);
        out->fills++;
        if (got < 0) {
            return got;
        }
        if (got == 0) {
            out->zeros++;
        } else {
            look_at(block, out);
        }
    }
    return 0;
}

int stop_and_drain(rcap_group *group, seen *out, double deadline) {
    int result = rcap_group_quiesce(group, (int64_t)(deadline * 1e9));
    return result != 0 ? result : fill_until(group, out, 0, deadline + 5);
}
