/*
 * A private network for live tests: a namespace of the test process's own, veth pairs, and a sender of numbered frames.
 */
#ifndef TEST_NET_H
#define TEST_NET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "rcap_group.h"

/* Moves the process (before it has threads) into a new namespace. Exits with 77 and a message where that is not
 * allowed. */
void net_private(void);

/* Runs `ip ...`; aborts when it fails. */
void net_ip(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A veth pair <name>0 <name>1, both up. */
void net_pair(const char *name);

/* Frames the interface has received, from the kernel's own table. */
int64_t net_received(const char *interface);

/* A raw sender on the interface, as fast as can be: captures on the same interface do not see what it sends. */
int net_sender(const char *interface);

/* The same, through the queueing discipline: captures on the interface see it go out. */
int net_visible_sender(const char *interface);

/* Sends `count` frames of `size` bytes numbered from `start`; returns when all are with the kernel. */
void net_send(int sender, uint64_t start, int count, int size);

/* A child process in a namespace of its own with a pair <name>0, <name>1; its path goes to `path`. End it by
 * net_child_end. */
pid_t net_child(const char *name, char *path, size_t room);
void net_child_end(pid_t child);

double now_s(void);
double cpu_s(void);
void sleep_s(double seconds);
int open_fds(void);

/* A live source with sane settings: snaplen 262144, V3, 10 ms, everything. */
rcap_live_options live_options(const char *device);

/* Creates a group with one live source of these options. */
rcap_group *live_group(const rcap_live_options *options);

enum { MAX_INTERFACES = 4 };

/* What a run of fills saw; numbers are checked to rise by one when `strict`. */
typedef struct seen {
    int64_t packets[MAX_INTERFACES];
    uint64_t next[MAX_INTERFACES]; /* expected number */
    int64_t gaps[MAX_INTERFACES];  /* numbers that were skipped */
    int64_t foreign;               /* frames that are not ours */
    int64_t dropped;               /* of the last header */
    uint32_t caplen;               /* of the last record */
    uint32_t len;
    int fills;
    int zeros;
} seen;

/*
 * Fills until `packets` were seen in all (0: no such end), a negative code came, or `seconds` passed. Returns the code,
 * or 0.
 */
int fill_until(rcap_group *group, seen *out, int64_t packets, double seconds);

/* Quiesces and fills until END; returns the last code. */
int stop_and_drain(rcap_group *group, seen *out, double deadline);

#endif
