/*
 * Asking sock_diag. See rcap_sockets.h.
 *
 * One dump for each protocol and family. The kernel answers a dump in pieces; a socket that comes or goes meanwhile may
 * be in it or not, which the next reading mends.
 */
#include "rcap_sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "rcap_netns.h"

enum { PIECE_BYTES = 32 * 1024, ALL_STATES = 0xffff, PATIENCE_S = 2 };

/* Any number of tables may be read at once. */
static _Atomic uint32_t next_number = 1;

typedef struct dump {
    rcap_socket *out;
    size_t room;
    size_t count;
    uint8_t family;
    uint8_t protocol;
    uint32_t number; /* of the question; an answer carries it too */
    bool over;
} dump;

typedef struct request {
    struct nlmsghdr header;
    struct inet_diag_req_v2 wanted;
} request;

int rcap_sockets_open(const char *netns, rcap_error *error) {
    rcap_netns saved;
    int result = rcap_netns_enter(netns, &saved, error);
    if (result != RCAP_OK) {
        return result;
    }
    int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    int number = errno;
    rcap_error stuck;
    if (rcap_netns_leave(&saved, &stuck) != RCAP_OK) {
        rcap_sockets_close(fd);
        return rcap_fail(error, RCAP_E_NETNS_STUCK, "%s", stuck.text);
    }
    if (fd < 0) {
        return rcap_fail_errno(error, RCAP_E_SYSTEM, number, "cannot ask the kernel for its sockets");
    }
    /* An answer that never comes must not keep the thread for ever. */
    const struct timeval patience = {.tv_sec = PATIENCE_S};
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
}

static int ask(int fd, const dump *it, rcap_error *error) {
    request asked = {
        .header = {.nlmsg_len = sizeof asked,
                   .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
                   .nlmsg_seq = it->number},
        .wanted = {.sdiag_family = it->family == 4 ? AF_INET : AF_INET6,
                   .sdiag_protocol = it->protocol,
                   .idiag_states = ALL_STATES},
    };
    const struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    ssize_t sent = sendto(fd, &asked, sizeof asked, 0, (const struct sockaddr *)&kernel, sizeof kernel);
    return sent == (ssize_t)sizeof asked ? RCAP_OK
                                         : rcap_fail_errno(error, RCAP_E_SYSTEM, errno, "cannot ask for the sockets");
}

static int keep(dump *it, const struct inet_diag_msg *from, rcap_error *error) {
    if (it->count == it->room) {
        return rcap_fail(error, RCAP_E_BUFFER_TOO_SMALL, "more than %zu sockets", it->room);
    }
    rcap_socket *to = &it->out[it->count++];
    size_t bytes = it->family == 4 ? 4 : 16;
    memset(to, 0, sizeof *to);
    to->inode = from->idiag_inode;
    memcpy(to->local, from->id.idiag_src, bytes);
    memcpy(to->remote, from->id.idiag_dst, bytes);
    to->local_port = ntohs(from->id.idiag_sport);
    to->remote_port = ntohs(from->id.idiag_dport);
    to->family = it->family;
    to->protocol = it->protocol;
    to->state = from->idiag_state;
    to->interface = from->id.idiag_if;
    return RCAP_OK;
}

/*
 * The end of an answer, which carries an error, negative, or nothing. ENOENT: this kernel has no IPv6, or no list of
 * the protocol's sockets; then those of a process would be missing without anybody knowing.
 */
static int ended(dump *it, const struct nlmsghdr *answer, rcap_error *error) {
    const char *name = it->protocol == IPPROTO_TCP ? "tcp" : "udp";
    int why = 0;
    it->over = true;
    if (answer->nlmsg_len >= NLMSG_LENGTH(sizeof why)) {
        memcpy(&why, NLMSG_DATA(answer), sizeof why);
    } else if (answer->nlmsg_type == NLMSG_ERROR) {
        why = -EPROTO;
    }
    if (why >= 0 || (why == -ENOENT && it->family == 6)) {
        return RCAP_OK;
    }
    if (why == -ENOENT) {
        return rcap_fail(error, RCAP_E_NOT_SUPPORTED, "the kernel has no list of its %s sockets: modprobe %s_diag",
                         name, name);
    }
    return rcap_fail_errno(error, RCAP_E_SYSTEM, -why, "the kernel does not list its %s sockets", name);
}

/* Takes one piece of the answer: messages one behind the other, each on a multiple of four bytes. */
static int take(dump *it, const uint8_t *piece, size_t bytes, rcap_error *error) {
    int result = RCAP_OK;
    for (size_t at = 0; result == RCAP_OK && !it->over && bytes - at >= sizeof(struct nlmsghdr);) {
        const struct nlmsghdr *message = (const struct nlmsghdr *)(const void *)(piece + at);
        if (message->nlmsg_len < sizeof *message || message->nlmsg_len > bytes - at) {
            return rcap_fail(error, RCAP_E_SYSTEM, "the kernel's list of sockets is torn");
        }
        if (message->nlmsg_seq != it->number) {
            /* the rest of an answer that was given up */
        } else if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR) {
            result = ended(it, message, error);
        } else if (message->nlmsg_len >= NLMSG_LENGTH(sizeof(struct inet_diag_msg))) {
            result = keep(it, NLMSG_DATA(message), error);
        }
        size_t step = NLMSG_ALIGN((size_t)message->nlmsg_len);
        at = step < bytes - at ? at + step : bytes;
    }
    return result;
}

/* What is left of an answer that was given up takes no more room. */
static void drain(int fd, uint8_t *piece) {
    while (recv(fd, piece, PIECE_BYTES, MSG_DONTWAIT) > 0) {
    }
}

static int read_one(int fd, dump *it, rcap_error *error) {
    _Alignas(struct nlmsghdr) uint8_t piece[PIECE_BYTES];
    int result = ask(fd, it, error);
    it->over = false;
    while (result == RCAP_OK && !it->over) {
        ssize_t got = recv(fd, piece, sizeof piece, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        result = got > 0 ? take(it, piece, (size_t)got, error)
                         : rcap_fail_errno(error, RCAP_E_SYSTEM, errno, "no list of sockets from the kernel");
    }
    if (result != RCAP_OK) {
        drain(fd, piece);
    }
    return result;
}

int rcap_sockets_read(int fd, rcap_socket *out, size_t room, rcap_error *error) {
    static const uint8_t families[] = {4, 6};
    static const uint8_t protocols[] = {IPPROTO_TCP, IPPROTO_UDP};
    dump it = {.out = out, .room = room < INT32_MAX ? room : INT32_MAX};
    for (size_t i = 0; i < sizeof families; i++) {
        for (size_t j = 0; j < sizeof protocols; j++) {
            it.family = families[i];
            it.protocol = protocols[j];
            it.number = atomic_fetch_add_explicit(&next_number, 1, memory_order_relaxed);
            int result = read_one(fd, &it, error);
            if (result != RCAP_OK) {
                return result;
            }
        }
    }
    return (int)it.count;
}

void rcap_sockets_close(int fd) {
    if (fd >= 0) {
        close(fd);
    }
}
