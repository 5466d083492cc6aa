/*
 * The inside of a group, shared by the files that manage it, fill from it and drain it.
 *
 * A slot's life:  ACTIVE --quiesce / interface gone--> draining (drain_code set) --empty or late--> told, not active
 *                 ACTIVE --end of file-------------------------------------------------------------> not active
 *                 ACTIVE --error-> pending_code (its packets go first) --next fill-----------------> told, not active
 */
#ifndef RCAP_GROUP_IMPL_H
#define RCAP_GROUP_IMPL_H

#include <poll.h>
#include <stdatomic.h>

#include "rcap_group.h"

typedef struct rcap_slot {
    rcap_source *source; /* first, and written once: any thread may read it. What follows is the owner's */
    bool active;         /* takes part in fills */
    bool live;           /* has an fd to poll; a file is always ready */
    bool batched;        /* TPACKET_V3: the kernel has waited for a batch already, do not wait again */
    bool ready;          /* the poll said so, or it is worth asking libpcap */
    bool hot;            /* its last pull ended at a full block: there is more without asking the poll */
    bool in_error;       /* the poll reported POLLERR, POLLHUP or POLLNVAL */
    bool watched;        /* libpcap saw it go down and has to be asked again without an event */
    int64_t look_ns;     /* watched: when to ask next */
    int strikes;         /* times in a row that it was in error and libpcap had nothing to say */
    int pending_code;    /* to be told by the next fill, 0 for none */
    int drain_code; /* what to tell when the ring is empty: RCAP_E_END, RCAP_E_INTERFACE_GONE, or 0 when not draining */
    int64_t empty_ns;     /* when its ring was first seen empty while draining, 0 for not yet */
    bool countable;       /* its kernel counters can be read without the interface's: it is a packet socket */
    bool stale;           /* blocks went out since all its counters were last read */
    int64_t refreshed_ns; /* when all were */
    int64_t counted_ns;   /* when the kernel's own were */
    int64_t drained_ns;   /* draining: give up at this time */
} rcap_slot;

struct rcap_group {
    int wake_fd;
    int active;   /* slots that are */
    int pending;  /* slots with a pending code */
    int draining; /* active slots with a drain code */
    int cursor;   /* the slot served last */
    int failed;   /* slot the last negative fill was about, or -1 */
    bool quiescing;
    int64_t polled_ns; /* begin of the last poll: what it did not report was not there at this time */
    _Atomic int count; /* slots in use; a slot below it never moves, so that any thread may read its counters */
    struct pollfd polls[RCAP_MAX_SOURCES + 1]; /* [index] of slots, [count] of the eventfd */
    rcap_slot slots[RCAP_MAX_SOURCES];
};

/* Nanoseconds of the monotonic clock. */
int64_t rcap_now_ns(void);

/* a + b without overflow, for deadlines; b >= 0. */
int64_t rcap_later(int64_t a, int64_t b);

/* Takes a slot out of the fills. Owner's thread. */
void rcap_slot_retire(rcap_group *group, rcap_slot *slot);

/* Ends a slot: RCAP_E_END retires it in silence, another code is told by the next fill. Owner's thread. */
void rcap_slot_end(rcap_group *group, rcap_slot *slot, int code);

/* The slot begins to drain and will tell `code` when done, or at `deadline` at the latest. */
void rcap_drain_begin(rcap_group *group, rcap_slot *slot, int code, int64_t deadline);

/*
 * Looks at every draining slot that has nothing ready: retires those that are empty. Returns true when a slot's state
 * changed, so that the caller looks again before it waits. Owner's thread.
 */
bool rcap_drain_check(rcap_group *group, int64_t now);

/* The next time at which rcap_drain_check has something to decide, INT64_MAX for none. */
int64_t rcap_drain_next(const rcap_group *group);

#endif
