/*
 * A source: one pcap handle, live or file, and the carry for the packet that did not fit.
 *
 *   libpcap --callback--> rcap_block_append --full--> carry (one record) + pcap_breakloop
 *                                                        `--> first record of this source's next block
 *
 * A source belongs to the thread that opened it, except rcap_source_stats, which any thread may call.
 * It never waits: waiting is the group's work. Errors leave as codes; the text stays in the source until the next one.
 */
#ifndef RCAP_SOURCE_H
#define RCAP_SOURCE_H

#include "rcap_block.h"
#include "rcap_error.h"

typedef struct rcap_source rcap_source;

/* Direction values are libpcap's pcap_direction_t. */
enum rcap_direction { RCAP_INOUT = 0, RCAP_IN = 1, RCAP_OUT = 2 };

#define RCAP_TIMESTAMP_DEFAULT (-1)

typedef struct rcap_live_options {
    const char *device;
    const char *netns;  /* path of a namespace file, or NULL for the thread's own */
    const char *filter; /* "" or NULL: everything */
    int snaplen;        /* 1 .. RCAP_MAX_SNAPLEN */
    int buffer_bytes;   /* kernel ring, 0: libpcap's default (2 MiB) */
    int timeout_ms;     /* >= 1: the kernel hands over a partly filled ring block after this time */
    int timestamp_type; /* PCAP_TSTAMP_*, or RCAP_TIMESTAMP_DEFAULT */
    int direction;      /* enum rcap_direction */
    bool promiscuous;
    bool immediate; /* TPACKET_V2: packets are visible one by one */
    int fanout;     /* 0: all packets are its own; otherwise 1 + PACKET_FANOUT_*: it shares them with others */
    int fanout_of;  /* with those of this group, as rcap_source_fanout says; -1: with a new one */
} rcap_live_options;

/* received, dropped: the kernel's counters widened to 64 bits; received includes dropped. For a file received is -1. */
typedef struct rcap_stats {
    int64_t received;
    int64_t dropped;
    int64_t interface_dropped; /* -1 when none is known, which is not 0; never falls below what was known */
    int64_t delivered;         /* packets appended to blocks */
    int64_t delivered_bytes;   /* their captured bytes */
    int64_t oversize;          /* packets cut to RCAP_MAX_SNAPLEN */
    int64_t undrained;         /* at most so many packets were left in the kernel at the quiesce deadline */
} rcap_stats;

typedef struct rcap_effective {
    int64_t ring_bytes; /* obtained, -1 unknown */
    int tpacket;        /* 1, 2, 3, or -1 when this is no packet socket */
    int link_type;
    int snaplen;
    int timestamp_type; /* -1 unknown */
    int nanoseconds;    /* 1 ns, 0 us (scaled to ns in the block) */
    int promiscuous;
} rcap_effective;

/* Opens a device. Returns 0 and the source, or a code and text. Enters and leaves options->netns on the calling thread.
 */
int rcap_source_open_live(const rcap_live_options *options, rcap_source **out, rcap_error *error);

/*
 * Opens the device of a live source again, whose interface was gone: its counters go on. Returns 0, or a code and text,
 * RCAP_E_INVALID when it has come back with another link type. Owner's thread; any other may read the counters
 * meanwhile.
 */
int rcap_source_reopen(rcap_source *source, const rcap_live_options *options, rcap_error *error);

/*
 * Opens a regular file (pcap or pcapng) to be read `repeat` (>= 1) times over. Returns 0 and the source, or a code and
 * text.
 */
int rcap_source_open_file(const char *path, const char *filter, int snaplen, int repeat, rcap_source **out,
                          rcap_error *error);

/* Replaces the filter; on failure the old one stays. Owner's thread. */
int rcap_source_set_filter(rcap_source *source, const char *filter, rcap_error *error);

enum rcap_pull {
    RCAP_PULL_DRY = 0,  /* live: nothing more at this moment */
    RCAP_PULL_FULL = 1, /* the block is full, a packet waits in the carry */
    RCAP_PULL_MORE = 2  /* file: a bounded piece of work was done, there may be more */
};

/* Points the source at an empty block. Owner's thread. */
void rcap_source_begin(rcap_source *source, void *block, size_t block_bytes);

/*
 * Moves what is there (carry first) into the block. Returns an rcap_pull, or a code: then the packets appended before
 * it are good. May be called again on the same block. Owner's thread, never blocks on the network.
 */
int rcap_source_pull(rcap_source *source);

/* Packets in the block so far. */
uint32_t rcap_source_packets(const rcap_source *source);

/* Writes the header and moves the counters. Returns the packets in the block. Owner's thread. */
int rcap_source_seal(rcap_source *source, uint16_t flags, uint16_t interface_index);

/* Reads the kernel's counters and, where they are known, the interface's (live; a no-op for files). Owner's thread
 * only: libpcap's counters are not thread-safe. */
void rcap_source_refresh_stats(rcap_source *source);

/* Reads the kernel's counters only, by one system call (a no-op where there is no packet socket). Owner's thread. */
void rcap_source_count(rcap_source *source);

/* The counters as last stored. Any thread, while the source is open. */
void rcap_source_stats(const rcap_source *source, rcap_stats *out);

/* What was obtained, as opposed to asked for. Owner's thread. */
void rcap_source_effective(rcap_source *source, rcap_effective *out);

/* The fan-out group that a live source is in, or -1. Owner's thread. */
int rcap_source_fanout(const rcap_source *source);

/* Text of the last code that rcap_source_pull returned. Owner's thread. */
const char *rcap_source_error(const rcap_source *source);

/* Frees everything. NULL is allowed. Owner's thread. */
void rcap_source_close(rcap_source *source);

#endif
