/*
 * ringcap-send: numbered frames onto an interface, as fast as it takes them or at a set rate.
 *
 * For tests, demo and bench, where every frame must be told apart: UDP over IPv4 over Ethernet with a sequence number
 * and the send time in the payload. Raw packet socket, sendmmsg in batches, the queueing discipline bypassed. A frame
 * that the kernel has no room for is sent again, never skipped, so that "sent" is what went out. Bounded by count and
 * by time, always.
 *
 *   0 Ethernet   14 IPv4   34 UDP   42 "RINGCAP\0"   50 u64 sequence   58 u64 send time (big endian)   66 zeroes
 *
 * The send time is the wall clock (CLOCK_REALTIME) in nanoseconds, read once for the frames of a batch. The UDP
 * checksum is 0.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    BATCH = 64,
    MAX_FRAME = 9014,
    MIN_FRAME = 60,
    IP_AT = 14,
    UDP_AT = 34,
    MAGIC_AT = 42,
    SEQUENCE_AT = 50,
    TIME_AT = 58,
    MIX_PERIOD = 12, /* 7 of 64, 4 of 590, 1 of 1514 */
    SOURCE_PORT = 40000,
    FIRST_PORT = 40001,
    MAX_PORTS = 1024
};

typedef struct options {
    const char *interface;
    uint64_t count; /* 0: until the time is over */
    uint64_t start;
    double pps; /* 0: flat out */
    double seconds;
    size_t size;
    int cpu;
    unsigned int ports;
    bool mix;
} options;

static _Noreturn void die(const char *what) {
    (void)fprintf(stderr, "ringcap-send: %s: %s\n", what, strerror(errno));
    exit(1);
}

static _Noreturn void usage(const char *why) {
    (void)fprintf(stderr,
                  "ringcap-send: %s\n"
                  "usage: ringcap-send --interface IF [--count N] [--size BYTES (60..%d) | --mix] [--pps R]\n"
                  "                    [--seconds S (60)] [--cpu N] [--start SEQ]\n"
                  "                    [--ports N (1..%d): to UDP port %d + sequence %% N]\n",
                  why, MAX_FRAME, MAX_PORTS, FIRST_PORT);
    exit(2);
}

static double number(const char *text, double least, double most) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= least) || !(value <= most)) {
        usage(text);
    }
    return value;
}

static options parse(int argc, char **argv) {
    options o = {.size = 64, .seconds = 60, .cpu = -1, .ports = 1};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--mix") == 0) {
            o.mix = true;
            continue;
        }
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (value == NULL) {
            usage(argv[i]);
        } else if (strcmp(argv[i], "--interface") == 0) {
            o.interface = value;
        } else if (strcmp(argv[i], "--count") == 0) {
            o.count = (uint64_t)number(value, 0, 9e15);
        } else if (strcmp(argv[i], "--size") == 0) {
            o.size = (size_t)number(value, MIN_FRAME, MAX_FRAME);
        } else if (strcmp(argv[i], "--pps") == 0) {
            o.pps = number(value, 0, 1e9);
        } else if (strcmp(argv[i], "--seconds") == 0) {
            o.seconds = number(value, 0.001, 86400);
        } else if (strcmp(argv[i], "--cpu") == 0) {
            o.cpu = (int)number(value, 0, 65535);
        } else if (strcmp(argv[i], "--start") == 0) {
            o.start = (uint64_t)number(value, 0, 9e15);
        } else if (strcmp(argv[i], "--ports") == 0) {
            o.ports = (unsigned int)number(value, 1, MAX_PORTS);
        } else {
            usage(argv[i]);
        }
        i++;
    }
    if (o.interface == NULL) {
        usage("--interface is needed");
    }
    return o;
}

static double now_seconds(clockid_t clock) {
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void pin(int cpu) {
    size_t bytes = CPU_ALLOC_SIZE((size_t)cpu + 1);
    cpu_set_t *set = CPU_ALLOC((size_t)cpu + 1);
    if (set == NULL) {
        die("CPU set");
    }
    CPU_ZERO_S(bytes, set);
    CPU_SET_S((size_t)cpu, bytes, set);
    if (sched_setaffinity(0, bytes, set) != 0) {
        die("--cpu");
    }
    CPU_FREE(set);
}

static void put16(uint8_t *at, size_t value) {
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void put64(uint8_t *at, uint64_t value) {
    for (int i = 7; i >= 0; i--) {
        at[i] = (uint8_t)value;
        value >>= 8;
    }
}

static void checksum_ip(uint8_t *ip) {
    uint32_t sum = 0;
    put16(ip + 10, 0);
    for (int i = 0; i < 20; i += 2) {
        sum += (uint32_t)ip[i] << 8 | ip[i + 1];
    }
    while (sum >> 16 != 0) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    put16(ip + 10, ~sum & 0xffff);
}

/* Everything of a frame that does not change from one to the next. */
static void build(uint8_t *frame, size_t size) {
    static const uint8_t head[UDP_AT] = {
        0x02, 0, 0, 0, 0, 2, 0x02, 0, 0,  0,  0, 1, 0x08, 0, /* locally administered addresses, IPv4 */
        0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 17, 0, 0, 192,  0, 2, 1, 192, 0, 2, 2 /* do not fragment, UDP */
    };
    memset(frame, 0, size);
    memcpy(frame, head, sizeof head);
    put16(frame + IP_AT + 2, size - IP_AT);
    checksum_ip(frame + IP_AT);
    put16(frame + UDP_AT, SOURCE_PORT);
    put16(frame + UDP_AT + 2, FIRST_PORT);
    put16(frame + UDP_AT + 4, size - UDP_AT);
    memcpy(frame + MAGIC_AT, "RINGCAP", 8);
}

static size_t size_of(const options *o, uint64_t sequence) {
    uint64_t place = sequence % MIX_PERIOD;
    if (!o->mix) {
        return o->size;
    }
    return place < 7 ? 64 : place < 11 ? 590 : 1514;
}

/* A socket that only sends: protocol 0 receives nothing. */
static int open_socket(const char *interface) {
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        die("packet socket");
    }
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(interface)};
    if (address.sll_ifindex == 0) {
        die(interface);
    }
    if (bind(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        die("bind");
    }
    int one = 1;
    (void)setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one); /* older kernels go through the qdisc */
    int bytes = 4 << 20;
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    return fd;
}

static void nap(double seconds) {
    struct timespec time = {.tv_nsec = (long)(seconds * 1e9)};
    (void)nanosleep(&time, NULL);
}

/* Sends the messages from the first on; returns how many went out, 0 when the kernel has no room now. */
static int send_some(int fd, struct mmsghdr *messages, unsigned int count) {
    int sent = sendmmsg(fd, messages, count, MSG_DONTWAIT);
    if (sent >= 0) {
        return sent;
    }
    if (errno == EAGAIN) {
        struct pollfd room = {.fd = fd, .events = POLLOUT};
        (void)poll(&room, 1, 10);
        return 0;
    }
    if (errno == ENOBUFS || errno == EINTR) {
        (void)sched_yield();
        return 0;
    }
    die("send");
}

static uint8_t frames[BATCH][MAX_FRAME];

/* Builds one batch beginning at `sequence`. Sizes of a mix move on, so frames are built anew when they change. */
static void fill_batch(const options *o, uint64_t sequence, unsigned int count, struct iovec *vectors) {
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    uint64_t now_ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    for (unsigned int i = 0; i < count; i++) {
        size_t size = size_of(o, sequence + i);
        if (vectors[i].iov_len != size) {
            build(frames[i], size);
            vectors[i].iov_len = size;
        }
        put64(frames[i] + SEQUENCE_AT, sequence + i);
        if (o->ports > 1) {
            put16(frames[i] + UDP_AT + 2, FIRST_PORT + (sequence + i) % o->ports);
        }
        if (size >= TIME_AT + 8) {
            put64(frames[i] + TIME_AT, now_ns);
        }
    }
}

/* How many frames are due now, at most a batch. */
static unsigned int due(const options *o, uint64_t sent, double elapsed) {
    uint64_t left = o->count != 0 ? o->count - sent : BATCH;
    if (o->pps > 0) {
        double allowed = elapsed * o->pps + 1 - (double)sent;
        left = allowed < 1 ? 0 : allowed < (double)left ? (uint64_t)allowed : left;
    }
    return left < BATCH ? (unsigned int)left : BATCH;
}

int main(int argc, char **argv) {
    const options o = parse(argc, argv);
    struct iovec vectors[BATCH];
    struct mmsghdr messages[BATCH];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < BATCH; i++) {
        vectors[i] = (struct iovec){.iov_base = frames[i], .iov_len = 0};
        messages[i].msg_hdr.msg_iov = &vectors[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    int fd = open_socket(o.interface);
    if (o.cpu >= 0) {
        pin(o.cpu);
    }
    uint64_t sent = 0;
    uint64_t bytes = 0;
    double begin = now_seconds(CLOCK_MONOTONIC);
    double elapsed = 0;
    while ((o.count == 0 || sent < o.count) && elapsed < o.seconds) {
        unsigned int batch = due(&o, sent, elapsed);
        if (batch == 0) {
            nap(1.0 / o.pps < 0.001 ? 1.0 / o.pps : 0.001);
        } else {
            fill_batch(&o, o.start + sent, batch, vectors);
        }
        for (unsigned int done = 0; done < batch && elapsed < o.seconds;) {
            int now_sent = send_some(fd, messages + done, batch - done);
            for (int i = 0; i < now_sent; i++) {
                bytes += vectors[done + (unsigned int)i].iov_len;
            }
            done += (unsigned int)now_sent;
            sent += (uint64_t)now_sent;
            elapsed = now_seconds(CLOCK_MONOTONIC) - begin;
        }
        elapsed = now_seconds(CLOCK_MONOTONIC) - begin;
    }
    close(fd);
    printf("{\"sent\":%llu,\"bytes\":%llu,\"seconds\":%.6f}\n", (unsigned long long)sent, (unsigned long long)bytes,
           elapsed);
    return 0;
}
