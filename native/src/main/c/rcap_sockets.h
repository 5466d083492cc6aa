/*
 * The sockets of a network namespace, as the kernel lists them over sock_diag: TCP and UDP, IPv4 and IPv6, listening
 * and connected. A table belongs to the thread that reads it; opening enters the namespace, reading does not.
 */
#ifndef RCAP_SOCKETS_H
#define RCAP_SOCKETS_H

#include <stddef.h>
#include <stdint.h>

#include "rcap_error.h"

/* One socket, as Java reads it: 56 bytes, native order; ports too. An IPv4 address is in the first four bytes. */
typedef struct rcap_socket {
    uint64_t inode; /* 0: nobody's any more */
    uint8_t local[16];
    uint8_t remote[16];
    uint16_t local_port;
    uint16_t remote_port;
    uint8_t family;   /* 4 or 6 */
    uint8_t protocol; /* 6 TCP, 17 UDP */
    uint8_t state;    /* TCP_ESTABLISHED and so on, of the kernel */
    uint8_t unused;
    uint32_t interface; /* bound to this one, 0 for none */
    uint32_t unused2;
} rcap_socket;

/* Opens the table of a namespace (NULL: the thread's own). Returns a descriptor, or a code and text. */
int rcap_sockets_open(const char *netns, rcap_error *error);

/* Lists the sockets at this moment. Returns how many, RCAP_E_BUFFER_TOO_SMALL, or another code and text. */
int rcap_sockets_read(int fd, rcap_socket *out, size_t room, rcap_error *error);

/* Any thread, once. */
void rcap_sockets_close(int fd);

#endif
