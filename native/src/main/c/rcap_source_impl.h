/*
 * The inside of a source, shared by the files that open, filter, read and count it. Nobody else includes this.
 *
 * The first fields are what the callback touches for each packet; counters are plain there and are published with
 * relaxed stores once per block, which is all that another thread needs to read them whole.
 */
#ifndef RCAP_SOURCE_IMPL_H
#define RCAP_SOURCE_IMPL_H

#include <stdatomic.h>

#include "rcap_libpcap.h"
#include "rcap_source.h"

struct rcap_source {
    rcap_writer writer;
    uint32_t fraction_scale; /* to nanoseconds: 1, or 1000 when the handle counts microseconds */
    uint32_t carry_bytes;    /* size of the record that waits in carry, 0 for none */
    uint8_t *carry;          /* room for one record of the largest snaplen */
    const rcap_libpcap *lib;
    pcap_t *pcap; /* NULL only between two passes that failed */
    struct bpf_program program;
    int64_t seen; /* file: records read in this pass, also those the filter rejected */

    rcap_handler handler; /* one of two callbacks: with or without a filter of our own */
    int chunk;            /* packets per dispatch, -1 for no bound */
    bool live;
    bool has_program;    /* file: program is ours to apply and to free */
    bool stopped;        /* deliver the carry, then end */
    int link_type;       /* LINKTYPE_ */
    uint32_t keep_bytes; /* longer packets are cut to this: a file's snaplen; the kernel does it for live ones */

    /* live */
    int fanout_group;     /* that it shares packets in, -1 for none */
    uint64_t netns_inode; /* of the namespace it is in, 0 for the thread's own */
    int fd;               /* libpcap's, never closed by us */
    int tpacket;          /* 1, 2, 3 or -1 */
    int timeout_ms;
    int timestamp_type;
    bool promiscuous;
    bool interface_drops_known;
    struct pcap_stat last_stat; /* libpcap's 32-bit counters when last read */
    bool kernel_filters;        /* the kernel judges packets, libpcap at most those that came before installed_at */
    int dry_runs;               /* times since then that the ring was emptied, counted to 2 */
    int64_t installed_at;       /* packets let in when libpcap installed a program last */
    int64_t missing;            /* packets counted in before a reopening that were never handed over */

    /* file */
    int file_fd; /* ours: each pass reads a duplicate, which libpcap closes */
    int passes_left;
    char *file_buffer;
    FILE *stream; /* libpcap's, over file_buffer */
    bool direct;  /* this pass is read past libpcap, see rcap_direct.h */
    uint32_t direct_scale;
    uint32_t direct_most; /* a longer record is for libpcap */
    int64_t direct_at;    /* the next record in the file */

    /* owner's plain counters */
    int64_t delivered;
    int64_t delivered_bytes;
    int64_t oversize;
    int64_t undrained;
    int64_t received;
    int64_t dropped;
    int64_t interface_dropped;

    /* the same, for any thread */
    _Atomic int64_t shown_delivered;
    _Atomic int64_t shown_delivered_bytes;
    _Atomic int64_t shown_oversize;
    _Atomic int64_t shown_undrained;
    _Atomic int64_t shown_received;
    _Atomic int64_t shown_dropped;
    _Atomic int64_t shown_interface_dropped;

    rcap_error error;
};

/* Allocates a source with its carry and nothing opened, or NULL and text. */
rcap_source *rcap_source_new(const rcap_libpcap *lib, rcap_error *error);

/* The callbacks for libpcap: every packet, and those that source->program accepts. */
void rcap_on_packet(unsigned char *user, const struct pcap_pkthdr *header, const unsigned char *bytes);
void rcap_on_packet_filtered(unsigned char *user, const struct pcap_pkthdr *header, const unsigned char *bytes);

/* File: opens the next pass. Returns 0, RCAP_E_END when all passes were read, or a code; text in source->error. */
int rcap_file_next_pass(rcap_source *source);

/* Copies the owner's counters to the shown ones. Owner's thread. */
void rcap_source_publish(rcap_source *source);

/* What the interface dropped can be followed no longer; what is known of it stays. Owner's thread. */
void rcap_source_forget_interface_drops(rcap_source *source);

/* Packets that the kernel counted in but that were not handed over yet, as of the last refresh; live only. */
int64_t rcap_source_in_flight(const rcap_source *source);

/* True when libpcap saw the interface go down and must be asked again without an event. Owner's thread. */
bool rcap_source_watches(const rcap_source *source);

/* Returns RCAP_E_INTERFACE_GONE and text in source->error when the interface is down, 0 otherwise. Owner's thread. */
int rcap_source_check_up(rcap_source *source);

/* Says why a live handle stays in error although libpcap says nothing: a code, text in source->error. */
int rcap_source_blame(rcap_source *source);

#endif
