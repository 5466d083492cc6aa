/*
 * ringcap-talk: a process with sockets for the tests that follow processes. It does what it is told, one line of words
 * at a time on stdin, and answers each with one line on stdout: "ok" and numbers, or "error" and why.
 *
 *   name HEX                          takes the bytes as its name (the kernel keeps 15)
 *   listen PROTOCOL ADDRESS PORT      -> descriptor, port      (PROTOCOL: tcp4 tcp6 udp4 udp6; udp: bound)
 *   connect PROTOCOL ADDRESS PORT     -> descriptor, own port
 *   accept DESCRIPTOR                 -> descriptor
 *   send DESCRIPTOR COUNT BYTES       packets of its own, numbered in their first four bytes
 *   sendto DESCRIPTOR PROTOCOL ADDRESS PORT COUNT BYTES
 *   close DESCRIPTOR
 *   fork                              -> process id of a child that has all descriptors, and ends with this process
 *   serve PROTOCOL ADDRESS PORT       accepts and reads for ever, in a child          -> process id
 *   short ADDRESS PORT TIMES MS       connects, sends four packets over MS, closes; so many times (TCP over IPv4)
 *   many N                            N sockets of UDP over IPv4, bound to free ports of 127.0.0.1
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LINE_BYTES = 4096, MOST_WORDS = 8, MOST_BYTES = 65000, NAME_BYTES = 16, SHORT_PACKETS = 4, BACKLOG = 1024 };

typedef struct address {
    struct sockaddr_storage bytes;
    socklen_t length;
    int family;
    int type;
} address;

static void ok(long first, long second) {
    printf("ok %ld %ld\n", first, second);
    fflush(stdout);
}

static void failed(const char *what) {
    printf("error %s: %s\n", what, strerror(errno));
    fflush(stdout);
}

static int parse(const char *protocol, const char *text, const char *port, address *out) {
    memset(out, 0, sizeof *out);
    uint16_t number = htons((uint16_t)strtoul(port, NULL, 10));
    out->type = strncmp(protocol, "tcp", 3) == 0 ? SOCK_STREAM : SOCK_DGRAM;
    if (strchr(protocol, '6') != NULL) {
        struct sockaddr_in6 *six = (struct sockaddr_in6 *)&out->bytes;
        six->sin6_family = AF_INET6;
        six->sin6_port = number;
        out->length = sizeof *six;
        out->family = AF_INET6;
        return inet_pton(AF_INET6, text, &six->sin6_addr) == 1 ? 0 : -1;
    }
    struct sockaddr_in *four = (struct sockaddr_in *)&out->bytes;
    four->sin_family = AF_INET;
    four->sin_port = number;
    out->length = sizeof *four;
    out->family = AF_INET;
    return inet_pton(AF_INET, text, &four->sin_addr) == 1 ? 0 : -1;
}

static int own_port(int fd) {
    struct sockaddr_storage own = {0};
    socklen_t length = sizeof own;
    if (getsockname(fd, (struct sockaddr *)&own, &length) != 0) {
        return -1;
    }
    return ntohs(own.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&own)->sin6_port
                                           : ((struct sockaddr_in *)&own)->sin_port);
}

static int open_bound(const address *at) {
    int fd = socket(at->family, at->type, 0);
    int one = 1;
    if (fd < 0) {
        return -1;
    }
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (const struct sockaddr *)&at->bytes, at->length) != 0 ||
        (at->type == SOCK_STREAM && listen(fd, BACKLOG) != 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

static int open_connected(const address *to) {
    int fd = socket(to->family, to->type, 0);
    int one = 1;
    if (fd < 0) {
        return -1;
    }
    if (connect(fd, (const struct sockaddr *)&to->bytes, to->length) != 0) {
        close(fd);
        return -1;
    }
    if (to->type == SOCK_STREAM) {
        /* Each send is a packet. */
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    return fd;
}

static int send_numbered(int fd, const address *to, uint32_t count, size_t bytes) {
    static uint8_t data[MOST_BYTES];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t number = htonl(i);
        memcpy(data, &number, sizeof number);
        ssize_t sent = to == NULL ? send(fd, data, bytes, MSG_NOSIGNAL)
                                  : sendto(fd, data, bytes, 0, (const struct sockaddr *)&to->bytes, to->length);
        if (sent != (ssize_t)bytes) {
            return -1;
        }
    }
    return 0;
}

static void pause_us(long us) {
    struct timespec left = {.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

static int short_connections(const address *to, uint32_t times, long ms) {
    for (uint32_t i = 0; i < times; i++) {
        int fd = open_connected(to);
        if (fd < 0) {
            return -1;
        }
        for (int packet = 0; packet < SHORT_PACKETS; packet++) {
            pause_us(ms * 1000 / SHORT_PACKETS);
            if (send_numbered(fd, NULL, 1, sizeof(uint32_t)) != 0) {
                close(fd);
                return -1;
            }
        }
        close(fd);
    }
    return 0;
}

/* One connection at a time is enough: who sends does not wait for the reader. */
static void serve(int listener) {
    static uint8_t data[MOST_BYTES];
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0) {
            continue;
        }
        while (recv(fd, data, sizeof data, 0) > 0) {
        }
        close(fd);
    }
}

static pid_t child(void) {
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        /* What it is told is its parent's business. */
        close(STDIN_FILENO);
    }
    return pid;
}

static void take_name(const char *hex) {
    char name[NAME_BYTES] = {0};
    for (size_t i = 0; i + 1 < sizeof name && hex[2 * i] != '\0' && hex[2 * i + 1] != '\0'; i++) {
        const char digits[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        name[i] = (char)strtoul(digits, NULL, 16);
    }
    prctl(PR_SET_NAME, name);
}

static void open_many(uint32_t count) {
    const struct rlimit most = {.rlim_cur = count + 64, .rlim_max = count + 64};
    (void)setrlimit(RLIMIT_NOFILE, &most);
    for (uint32_t i = 0; i < count; i++) {
        address any;
        (void)parse("udp4", "127.0.0.1", "0", &any);
        if (open_bound(&any) < 0) {
            failed("socket");
            return;
        }
    }
    ok((long)count, 0);
}

static void fork_and(int listener) {
    pid_t pid = child();
    if (pid == 0) {
        if (listener >= 0) {
            serve(listener);
        }
        for (;;) {
            pause();
        }
    }
    pid < 0 ? failed("fork") : ok(pid, 0);
}

static void on_address(char **words, int count) {
    address where;
    const int at = strcmp(words[0], "sendto") == 0 ? 2 : 1;
    if (count < at + 3 || parse(words[at], words[at + 1], words[at + 2], &where) != 0) {
        errno = EINVAL;
        failed("address");
    } else if (strcmp(words[0], "listen") == 0) {
        int fd = open_bound(&where);
        fd < 0 ? failed("listen") : ok(fd, own_port(fd));
    } else if (strcmp(words[0], "connect") == 0) {
        int fd = open_connected(&where);
        fd < 0 ? failed("connect") : ok(fd, own_port(fd));
    } else if (strcmp(words[0], "serve") == 0) {
        int fd = open_bound(&where);
        fd < 0 ? failed("serve") : fork_and(fd);
        if (fd >= 0) {
            close(fd);
        }
    } else if (count >= 7) {
        int result =
            send_numbered(atoi(words[1]), &where, (uint32_t)strtoul(words[5], NULL, 10), (size_t)atol(words[6]));
        result != 0 ? failed("sendto") : ok(0, 0);
    }
}

static void obey(char **words, int count) {
    if (strcmp(words[0], "name") == 0 && count == 2) {
        take_name(words[1]);
        ok(0, 0);
    } else if (strcmp(words[0], "accept") == 0 && count == 2) {
        int fd = accept(atoi(words[1]), NULL, NULL);
        fd < 0 ? failed("accept") : ok(fd, 0);
    } else if (strcmp(words[0], "send") == 0 && count == 4) {
        int result = send_numbered(atoi(words[1]), NULL, (uint32_t)strtoul(words[2], NULL, 10), (size_t)atol(words[3]));
        result != 0 ? failed("send") : ok(0, 0);
    } else if (strcmp(words[0], "close") == 0 && count == 2) {
        close(atoi(words[1])) != 0 ? failed("close") : ok(0, 0);
    } else if (strcmp(words[0], "fork") == 0) {
        fork_and(-1);
    } else if (strcmp(words[0], "many") == 0 && count == 2) {
        open_many((uint32_t)strtoul(words[1], NULL, 10));
    } else if (strcmp(words[0], "short") == 0 && count == 5) {
        address to;
        int result = parse("tcp4", words[1], words[2], &to);
        if (result == 0) {
            result = short_connections(&to, (uint32_t)strtoul(words[3], NULL, 10), atol(words[4]));
        }
        result != 0 ? failed("short") : ok(0, 0);
    } else {
        on_address(words, count);
    }
}

int main(void) {
    char line[LINE_BYTES];
    while (fgets(line, sizeof line, stdin) != NULL) {
        char *words[MOST_WORDS] = {0};
        char *rest = NULL;
        int count = 0;
        for (char *word = strtok_r(line, " \n", &rest); word != NULL && count < MOST_WORDS;
             word = strtok_r(NULL, " \n", &rest)) {
            words[count++] = word;
        }
        if (count > 0) {
            obey(words, count);
        }
    }
    return 0;
}
