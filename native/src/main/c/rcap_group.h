/*
 * A group: the sources of one worker thread, their poll set and the eventfd that wakes it.
 *
 * One thread owns a group and makes every call except rcap_group_wake and rcap_group_stats, which any thread may make
 * while the group is open. A fill serves one source, round robin among those that have something, so that a block
 * belongs to one interface and none starves. When a source fails, its packets come first, then its code once, then the
 * others go on.
 */
#ifndef RCAP_GROUP_H
#define RCAP_GROUP_H

#include "rcap_source.h"

#define RCAP_MAX_SOURCES 256

typedef struct rcap_group rcap_group;

/* Returns 0 and an empty group, or a code and text. */
int rcap_group_create(rcap_group **out, rcap_error *error);

/* Adds an opened live source. Returns the interface index (0, 1, ...), or a code and text; then nothing stays open.
 * Owner's thread. */
int rcap_group_add_live(rcap_group *group, const rcap_live_options *options, rcap_error *error);

/* Adds a file source; as above. Owner's thread. */
int rcap_group_add_file(rcap_group *group, const char *path, const char *filter, int snaplen, int repeat,
                        rcap_error *error);

/*
 * Replaces a source's filter, in one step: what the kernel has let in before is delivered, what comes then is judged by
 * the new one. Only in the first moments of a source, and where the kernel cannot filter, libpcap does it: it lets
 * nothing in for some ten microseconds, and judges what waits by the new filter. Refused (RCAP_E_INVALID) after a
 * quiesce. Owner's thread.
 */
int rcap_group_set_filter(rcap_group *group, int index, const char *filter, rcap_error *error);

/*
 * Fills one block. Returns the packets in it (sealed header, one interface), 0 when max_wait_ns passed or a wake came,
 * or a code: RCAP_E_END when no source is left; any other code is about one source (rcap_group_failed), which has left
 * the group. flush_ns bounds the age of the block's first packet where packets arrive one by one (TPACKET_V2, filtered
 * files). Owner's thread.
 */
int rcap_group_fill(rcap_group *group, void *block, size_t block_bytes, int64_t flush_ns, int64_t max_wait_ns);

/*
 * Waits until max_wait_ns passed or a wake came; for the owner of a group whose interfaces are all gone and may come
 * back. Reads nothing. Returns 0. Owner's thread.
 */
int rcap_group_await(rcap_group *group, int64_t max_wait_ns);

/*
 * Takes an interface up again that was told to be gone, under its index: its counters go on. Returns 0, or a code and
 * text, RCAP_E_INVALID when it has not left or has come back as something else. Owner's thread.
 */
int rcap_group_reopen(rcap_group *group, int index, const rcap_live_options *options, rcap_error *error);

/* The fan-out group of a live source, or -1. Owner's thread. */
int rcap_group_fanout(const rcap_group *group, int index);

/*
 * Begins the lossless stop: nothing new enters the kernel rings, and fill goes on until they are empty or deadline_ns
 * (from now) passed; then it returns RCAP_E_END. File sources deliver their carry and end. Returns 0. Owner's thread.
 */
int rcap_group_quiesce(rcap_group *group, int64_t deadline_ns);

/* Makes the present or the next fill return at once. Returns 0 or RCAP_E_SYSTEM. Any thread, also from a signal
 * handler. */
int rcap_group_wake(rcap_group *group);

/* The source index that the last negative fill was about, or -1; its text goes to `error`. Owner's thread. */
int rcap_group_failed(const rcap_group *group, rcap_error *error);

/* Brings the counters of all live sources up to date, which fill leaves behind by some milliseconds. Owner's thread. */
void rcap_group_refresh(rcap_group *group);

/* Counters of one source, as of its last block. Returns 0 or RCAP_E_INVALID. Any thread. */
int rcap_group_stats(const rcap_group *group, int index, rcap_stats *out);

/* What a source obtained. Returns 0 or RCAP_E_INVALID. Owner's thread. */
int rcap_group_effective(rcap_group *group, int index, rcap_effective *out);

/* Frees the group and all its sources. NULL is allowed. Owner's thread; nobody may wake or read it afterwards. */
void rcap_group_close(rcap_group *group);

#endif
