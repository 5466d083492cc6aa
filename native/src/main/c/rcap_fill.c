/*
 * Filling one block: choose a source, pull, wait when there is nothing.
 *
 *   pending code? -> tell it
 *   nothing active? -> END
 *   something draining? -> look whether it is empty
 *   time over or woken? -> 0
 *   poll -> serve the next ready slot -> packets: return them
 *        `-> nothing came of it: once more from the top
 *
 * One poll per fill covers all fds and the eventfd, and none is made for a single source whose last block was full.
 * Nothing here spins: a slot that was asked without result is not ready again before the poll says so, and one that
 * stays in error is failed.
 */
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "rcap_group_impl.h"
#include "rcap_source_impl.h"

enum {
    NOTHING = -1000,             /* the served slot gave no packet; look again */
    WATCH_NS = 20 * 1000 * 1000, /* how often libpcap is asked about an interface that is down */
    MAX_STRIKES = 3,
    COUNT_NS = 1000 * 1000, /* how often the kernel's counters are read while blocks go out: 0.5 us each time */
    REFRESH_NS = 100 * 1000 *
                 1000, /* and the interface's with them, for which libpcap opens two files in /sys: 20 us and more */
    GONE_DRAIN_NS = 1000 * 1000 * 1000 /* for the rest of the ring of an interface that is gone */
};

/* What one fill call works with. */
typedef struct fill {
    rcap_group *group;
    void *block;
    size_t block_bytes;
    int64_t flush_ns;
    int64_t until_ns; /* when to give up waiting for a first packet */
    bool woken;       /* a wake came while a source worked on an empty block */
} fill;

static int slots_of(const rcap_group *group) {
    return atomic_load_explicit(&group->count, memory_order_relaxed);
}

/* Takes the poll's answers over. Returns true when a wake came; it is used up by that. */
static bool take_events(rcap_group *group) {
    int count = slots_of(group);
    for (int i = 0; i < count; i++) {
        rcap_slot *slot = &group->slots[i];
        short events = group->polls[i].revents;
        slot->in_error = (events & (POLLERR | POLLHUP | POLLNVAL)) != 0;
        slot->ready |= events != 0 && slot->active;
    }
    if (group->polls[count].revents == 0) {
        return false;
    }
    uint64_t wakes;
    return read(group->wake_fd, &wakes, sizeof wakes) == (ssize_t)sizeof wakes;
}

/* Polls all fds for at most wait_ns. Returns true when a wake came. A signal ends it early, like a time-out. */
static bool wait_for_events(rcap_group *group, int64_t wait_ns) {
    const struct timespec timeout = {.tv_sec = (time_t)(wait_ns / 1000000000), .tv_nsec = (long)(wait_ns % 1000000000)};
    group->polled_ns = rcap_now_ns();
    int result = ppoll(group->polls, (nfds_t)slots_of(group) + 1, &timeout, NULL);
    return result >= 0 && take_events(group);
}

/*
 * Marks what needs no event: files, full blocks' rests, and interfaces that went down when it is time to look at them.
 * Returns how long a poll may wait, at most limit_ns.
 */
static int64_t mark_ready(rcap_group *group, int64_t now, int64_t limit_ns) {
    int count = slots_of(group);
    for (int i = 0; i < count; i++) {
        rcap_slot *slot = &group->slots[i];
        if (!slot->active) {
            continue;
        }
        slot->ready |= !slot->live || slot->hot || (slot->watched && now >= slot->look_ns);
        if (slot->ready) {
            limit_ns = 0;
        } else if (slot->watched && slot->look_ns - now < limit_ns) {
            limit_ns = slot->look_ns - now;
        }
    }
    return limit_ns;
}

/* The next ready slot after the one served last, or NULL. */
static rcap_slot *next_ready(rcap_group *group) {
    int count = slots_of(group);
    for (int step = 1; step <= count; step++) {
        int i = (group->cursor + step) % count;
        if (group->slots[i].active && group->slots[i].ready) {
            group->cursor = i;
            return &group->slots[i];
        }
    }
    return NULL;
}

static bool other_ready(const rcap_group *group, const rcap_slot *self) {
    int count = slots_of(group);
    for (int i = 0; i < count; i++) {
        const rcap_slot *slot = &group->slots[i];
        if (slot != self && slot->active && slot->ready) {
            return true;
        }
    }
    return false;
}

/* Tells the first pending code: its source leaves the group. */
static int tell_pending(rcap_group *group) {
    int count = slots_of(group);
    for (int i = 0; i < count; i++) {
        rcap_slot *slot = &group->slots[i];
        int code = slot->pending_code;
        if (code != 0) {
            slot->pending_code = 0;
            group->pending--;
            group->failed = i;
            rcap_slot_retire(group, slot);
            return code;
        }
    }
    return RCAP_E_END;
}

/* Reads all of a live slot's counters now. */
static void refresh(rcap_slot *slot, int64_t now) {
    rcap_source_refresh_stats(slot->source);
    slot->refreshed_ns = now;
    slot->counted_ns = now;
    slot->stale = false;
}

/* Seals the block. The counters are read before, so that the header has them; not for each of many blocks in a row. */
static int seal(const fill *f, rcap_slot *slot, uint16_t flags) {
    if (slot->live) {
        int64_t now = rcap_now_ns();
        slot->stale = true;
        bool due = now - slot->refreshed_ns >= (slot->countable ? REFRESH_NS : COUNT_NS);
        if (slot->drain_code != 0 || due) {
            refresh(slot, now);
        } else if (now - slot->counted_ns >= COUNT_NS) {
            rcap_source_count(slot->source);
            slot->counted_ns = now;
        }
    }
    slot->empty_ns = 0; /* draining: the ring was not empty after all */
    return rcap_source_seal(slot->source, flags, (uint16_t)(slot - f->group->slots));
}

/* Nothing to deliver: time to bring counters up to date that were left out. */
static int idle(rcap_group *group) {
    int slots = slots_of(group);
    for (int i = 0; i < slots; i++) {
        if (group->slots[i].stale) {
            refresh(&group->slots[i], rcap_now_ns());
        }
    }
    return 0;
}

/* A pull that found nothing while the poll says error: libpcap explains it, or after three times we do. */
static void strike(rcap_group *group, rcap_slot *slot) {
    if (!slot->in_error || slot->watched) {
        slot->strikes = 0;
    } else if (++slot->strikes >= MAX_STRIKES) {
        rcap_slot_end(group, slot, rcap_source_blame(slot->source));
    }
}

/* The pull answered with a code; `packets` came before it. */
static int on_code(const fill *f, rcap_slot *slot, int code, uint32_t packets) {
    rcap_group *group = f->group;
    slot->ready = false;
    slot->hot = false;
    if (code == RCAP_E_INTERFACE_GONE) {
        /* libpcap says so as soon as it sees no packet, but a partly filled kernel block may still come. */
        if (slot->drain_code != RCAP_E_INTERFACE_GONE) {
            int64_t deadline = rcap_now_ns() + GONE_DRAIN_NS;
            bool sooner = slot->drain_code != 0 && slot->drained_ns < deadline;
            rcap_drain_begin(group, slot, code, sooner ? slot->drained_ns : deadline);
        }
    } else {
        bool drained = code == RCAP_E_END && slot->drain_code != 0;
        rcap_slot_end(group, slot, drained ? slot->drain_code : code);
    }
    if (packets == 0) {
        return NOTHING;
    }
    return seal(f, slot, code == RCAP_E_TRUNCATED ? RCAP_BLOCK_TRUNCATED : 0);
}

/* A file has done a bounded piece of work. Returns true when the block goes out, full or not. */
static bool is_over(fill *f, const rcap_slot *slot, int64_t first_ns) {
    f->woken = wait_for_events(f->group, 0);
    int64_t due = first_ns != 0 ? rcap_later(first_ns, f->flush_ns) : f->until_ns;
    return f->woken || other_ready(f->group, slot) || rcap_now_ns() >= due;
}

/* The ring is dry and the block is not empty. Returns true when it goes out now, false when more has come for it. */
static bool goes_out(const fill *f, rcap_slot *slot, int64_t first_ns) {
    rcap_group *group = f->group;
    if (slot->batched || slot->drain_code != 0) {
        return true;
    }
    for (;;) {
        int64_t left = rcap_later(first_ns, f->flush_ns) - rcap_now_ns();
        if (left <= 0 || wait_for_events(group, left) || other_ready(group, slot)) {
            return true;
        }
        if (slot->ready) {
            return slot->in_error; /* an error is for the next fill, this block is good */
        }
    }
}

/* Fills the block from one slot. Returns packets, or NOTHING. */
static int serve(fill *f, rcap_slot *slot) {
    rcap_source *source = slot->source;
    int64_t first_ns = 0;
    rcap_source_begin(source, f->block, f->block_bytes);
    for (;;) {
        int result = rcap_source_pull(source);
        uint32_t packets = rcap_source_packets(source);
        if (result < 0) {
            return on_code(f, slot, result, packets);
        }
        slot->hot = result == RCAP_PULL_FULL;
        slot->ready = result != RCAP_PULL_DRY;
        if (slot->hot) {
            return seal(f, slot, 0);
        }
        if (packets > 0 && first_ns == 0) {
            first_ns = rcap_now_ns();
        }
        if (result == RCAP_PULL_MORE) {
            if (is_over(f, slot, first_ns)) {
                return packets > 0 ? seal(f, slot, 0) : NOTHING;
            }
            continue;
        }
        slot->watched = rcap_source_watches(source);
        if (slot->watched && slot->drain_code == 0 && rcap_source_check_up(source) != RCAP_OK) {
            return on_code(f, slot, RCAP_E_INTERFACE_GONE, packets);
        }
        slot->look_ns = slot->watched ? rcap_now_ns() + WATCH_NS : 0;
        if (packets == 0) {
            strike(f->group, slot);
            return NOTHING;
        }
        slot->strikes = 0;
        if (goes_out(f, slot, first_ns)) {
            return seal(f, slot, 0);
        }
    }
}

/* How long the poll may wait: not past the caller's time, the next decision about a drain, or a look at a downed
 * interface. */
static int64_t poll_time(rcap_group *group, int64_t until_ns, int64_t now) {
    int64_t drain_ns = group->draining > 0 ? rcap_drain_next(group) : INT64_MAX;
    int64_t due = drain_ns < until_ns ? drain_ns : until_ns;
    return mark_ready(group, now, due > now ? due - now : 0);
}

static int run(fill *f) {
    rcap_group *group = f->group;
    bool polled = false;
    for (;;) {
        if (group->pending > 0) {
            return tell_pending(group);
        }
        if (group->active == 0) {
            return RCAP_E_END;
        }
        int64_t now = rcap_now_ns();
        if (group->draining > 0 && rcap_drain_check(group, now)) {
            continue;
        }
        if (f->woken || (polled && now >= f->until_ns)) {
            return idle(group);
        }
        int64_t wait_ns = poll_time(group, f->until_ns, now);
        /* The only source has more: a poll would tell nothing new, and a wake is answered by the packets. */
        bool sure = slots_of(group) == 1 && group->slots[0].live && group->slots[0].hot;
        if (!sure && wait_for_events(group, wait_ns)) {
            return idle(group);
        }
        polled = true;
        rcap_slot *slot = next_ready(group);
        int result = slot != NULL ? serve(f, slot) : NOTHING;
        if (result != NOTHING) {
            return result;
        }
    }
}

int rcap_group_fill(rcap_group *group, void *block, size_t block_bytes, int64_t flush_ns, int64_t max_wait_ns) {
    bool aligned = block != NULL && (uintptr_t)block % _Alignof(rcap_block_header) == 0;
    group->failed = -1;
    if (!aligned || block_bytes < RCAP_MIN_BLOCK_BYTES || block_bytes > INT32_MAX || flush_ns < 0 || max_wait_ns < 0) {
        return RCAP_E_INVALID;
    }
    fill f = {
        .group = group,
        .block = block,
        .block_bytes = block_bytes,
        .flush_ns = flush_ns,
        .until_ns = rcap_later(rcap_now_ns(), max_wait_ns),
    };
    return run(&f);
}

int rcap_group_await(rcap_group *group, int64_t max_wait_ns) {
    (void)wait_for_events(group, max_wait_ns);
    return RCAP_OK;
}
