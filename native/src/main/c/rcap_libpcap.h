/*
 * libpcap, found at run time.
 *
 * The shim is not linked against libpcap: its soname differs between distributions (libpcap.so.0.8 on Debian,
 * libpcap.so.1 elsewhere, plain libpcap.so only with the -dev package), and a library that is missing must be an
 * explanation, not a link error. The few declarations of libpcap's ABI that are needed are here; they have not changed
 * since 1.0.
 */
#ifndef RCAP_LIBPCAP_H
#define RCAP_LIBPCAP_H

#include <stdint.h>
#include <stdio.h>
#include <sys/time.h>

#include "rcap_error.h"

struct sockaddr;

typedef struct pcap pcap_t;
typedef struct pcap_dumper pcap_dumper_t;

struct pcap_pkthdr {
    struct timeval ts; /* tv_usec holds nanoseconds when that precision is in force */
    uint32_t caplen;
    uint32_t len;
};

struct bpf_insn {
    uint16_t code;
    uint8_t jt;
    uint8_t jf;
    uint32_t k;
};

struct bpf_program {
    unsigned int bf_len;
    struct bpf_insn *bf_insns;
};

struct pcap_stat {
    unsigned int ps_recv;
    unsigned int ps_drop;
    unsigned int ps_ifdrop;
};

struct pcap_addr {
    struct pcap_addr *next;
    struct sockaddr *addr;
    struct sockaddr *netmask;
    struct sockaddr *broadaddr;
    struct sockaddr *dstaddr;
};

struct pcap_if {
    struct pcap_if *next;
    char *name;
    char *description; /* may be NULL */
    struct pcap_addr *addresses;
    uint32_t flags;
};

typedef void (*rcap_handler)(unsigned char *user, const struct pcap_pkthdr *header, const unsigned char *bytes);

#define PCAP_ERRBUF_SIZE 256
#define PCAP_NETMASK_UNKNOWN 0xffffffffu
#define PCAP_TSTAMP_PRECISION_NANO 1
#define PCAP_TSTAMP_HOST 0

#define PCAP_ERROR_BREAK (-2)
#define PCAP_ERROR_NO_SUCH_DEVICE (-5)
#define PCAP_ERROR_PERM_DENIED (-8)
#define PCAP_ERROR_PROMISC_PERM_DENIED (-11)
#define PCAP_WARNING_TSTAMP_TYPE_NOTSUP 3

/* Entries marked optional may be NULL with an old libpcap; whoever uses them asks. */
typedef struct rcap_libpcap {
    const char *(*lib_version)(void);
    pcap_t *(*create)(const char *device, char *errbuf);
    int (*set_snaplen)(pcap_t *, int);
    int (*set_promisc)(pcap_t *, int);
    int (*set_timeout)(pcap_t *, int);
    int (*set_buffer_size)(pcap_t *, int);
    int (*activate)(pcap_t *);
    int (*setnonblock)(pcap_t *, int, char *errbuf);
    int (*setdirection)(pcap_t *, int);
    int (*get_selectable_fd)(pcap_t *);
    int (*datalink)(pcap_t *);
    int (*snapshot)(pcap_t *);
    int (*dispatch)(pcap_t *, int, rcap_handler, unsigned char *);
    void (*breakloop)(pcap_t *);
    int (*stats)(pcap_t *, struct pcap_stat *);
    char *(*geterr)(pcap_t *);
    const char *(*statustostr)(int);
    void (*close)(pcap_t *);
    pcap_t *(*open_dead)(int link_type, int snaplen);
    pcap_t *(*fopen_offline)(FILE *, char *errbuf);
    int (*compile)(pcap_t *, struct bpf_program *, const char *, int optimize, uint32_t netmask);
    int (*setfilter)(pcap_t *, struct bpf_program *);
    int (*offline_filter)(const struct bpf_program *, const struct pcap_pkthdr *, const unsigned char *);
    void (*freecode)(struct bpf_program *);
    int (*findalldevs)(struct pcap_if **, char *errbuf);
    void (*freealldevs)(struct pcap_if *);
    int (*set_immediate_mode)(pcap_t *, int);                                           /* optional, 1.5 */
    int (*set_tstamp_type)(pcap_t *, int);                                              /* optional, 1.2 */
    int (*set_tstamp_precision)(pcap_t *, int);                                         /* optional, 1.5 */
    int (*get_tstamp_precision)(pcap_t *);                                              /* optional, 1.5 */
    pcap_t *(*fopen_offline_with_tstamp_precision)(FILE *, unsigned int, char *errbuf); /* optional, 1.5 */
    const struct timeval *(*get_required_select_timeout)(pcap_t *);                     /* optional, 1.9 */
} rcap_libpcap;

/*
 * The table, loading libpcap on the first call. Once loaded it stays for the life of the process; a failed load is
 * tried again by the next call. Returns NULL and every attempt in the text. Any thread.
 */
const rcap_libpcap *rcap_libpcap_get(rcap_error *error);

#endif
