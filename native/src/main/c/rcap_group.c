/*
 * The group's life: creating, adding, waking, reading, closing. Filling is in rcap_fill.c, the lossless stop in
 * rcap_drain.c.
 */
#include "rcap_group.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "rcap_group_impl.h"
#include "rcap_source_impl.h"

int64_t rcap_now_ns(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t rcap_later(int64_t a, int64_t b) {
    return b > INT64_MAX - a ? INT64_MAX : a + b;
}

int rcap_group_create(rcap_group **out, rcap_error *error) {
    *out = NULL;
    rcap_group *group = calloc(1, sizeof *group);
    if (group == NULL) {
        return rcap_fail(error, RCAP_E_NO_MEMORY, "no memory for a group");
    }
    group->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (group->wake_fd < 0) {
        int number = errno;
        free(group);
        return rcap_fail_errno(error, RCAP_E_SYSTEM, number, "eventfd");
    }
    group->polls[0] = (struct pollfd){.fd = group->wake_fd, .events = POLLIN};
    group->failed = -1;
    *out = group;
    return RCAP_OK;
}

/* Begins a slot's life, or another one. Never by assigning a whole slot: other threads read the source of a known one.
 */
static void begin(rcap_slot *slot) {
    const size_t state = offsetof(rcap_slot, active);
    memset((uint8_t *)slot + state, 0, sizeof *slot - state);
    slot->active = true;
    slot->live = slot->source->live;
    slot->batched = slot->source->tpacket == 3;
    slot->countable = slot->source->tpacket > 0;
    slot->ready = true;
}

/* Takes the source over and returns its index. */
static int add(rcap_group *group, rcap_source *source) {
    int index = atomic_load_explicit(&group->count, memory_order_relaxed);
    group->slots[index].source = source;
    begin(&group->slots[index]);
    group->polls[index] = (struct pollfd){.fd = source->live ? source->fd : -1, .events = POLLIN};
    group->polls[index + 1] = (struct pollfd){.fd = group->wake_fd, .events = POLLIN};
    group->active++;
    /* Release: a thread that sees the count sees the slot. */
    atomic_store_explicit(&group->count, index + 1, memory_order_release);
    return index;
}

static int check_room(const rcap_group *group, rcap_error *error) {
    if (atomic_load_explicit(&group->count, memory_order_relaxed) >= RCAP_MAX_SOURCES) {
        return rcap_fail(error, RCAP_E_INVALID, "a group holds at most %d sources", RCAP_MAX_SOURCES);
    }
    if (group->quiescing) {
        return rcap_fail(error, RCAP_E_INVALID, "the group is stopping");
    }
    return RCAP_OK;
}

int rcap_group_add_live(rcap_group *group, const rcap_live_options *options, rcap_error *error) {
    rcap_source *source;
    int result = check_room(group, error);
    if (result == RCAP_OK) {
        result = rcap_source_open_live(options, &source, error);
    }
    return result == RCAP_OK ? add(group, source) : result;
}

int rcap_group_add_file(rcap_group *group, const char *path, const char *filter, int snaplen, int repeat,
                        rcap_error *error) {
    rcap_source *source;
    int result = check_room(group, error);
    if (result == RCAP_OK) {
        result = rcap_source_open_file(path, filter, snaplen, repeat, &source, error);
    }
    return result == RCAP_OK ? add(group, source) : result;
}

/* The slot, or NULL when there is none of that index. */
static const rcap_slot *slot_at(const rcap_group *group, int index) {
    bool known = index >= 0 && index < atomic_load_explicit(&group->count, memory_order_acquire);
    return known ? &group->slots[index] : NULL;
}

int rcap_group_set_filter(rcap_group *group, int index, const char *filter, rcap_error *error) {
    const rcap_slot *slot = slot_at(group, index);
    if (slot == NULL) {
        return rcap_fail(error, RCAP_E_INVALID, "no source %d", index);
    }
    if (group->quiescing || !slot->active || slot->drain_code != 0) {
        return rcap_fail(error, RCAP_E_INVALID, "source %d is stopping or has ended", index);
    }
    return rcap_source_set_filter(slot->source, filter, error);
}

int rcap_group_reopen(rcap_group *group, int index, const rcap_live_options *options, rcap_error *error) {
    if (slot_at(group, index) == NULL) {
        return rcap_fail(error, RCAP_E_INVALID, "no source %d", index);
    }
    rcap_slot *slot = &group->slots[index];
    if (!slot->live || slot->active || slot->pending_code != 0 || group->quiescing) {
        return rcap_fail(error, RCAP_E_INVALID, "source %d has not left, or the group is stopping", index);
    }
    int result = rcap_source_reopen(slot->source, options, error);
    if (result == RCAP_OK) {
        begin(slot);
        group->polls[index].fd = slot->source->fd;
        group->active++;
    }
    return result;
}

int rcap_group_fanout(const rcap_group *group, int index) {
    const rcap_slot *slot = slot_at(group, index);
    return slot != NULL && slot->live && slot->active ? rcap_source_fanout(slot->source) : -1;
}

int rcap_group_wake(rcap_group *group) {
    const uint64_t one = 1;
    int saved = errno; /* a signal handler must not change it under the interrupted code */
    ssize_t written;
    do {
        written = write(group->wake_fd, &one, sizeof one);
    } while (written < 0 && errno == EINTR);
    /* EAGAIN: the counter is full, so that a wake is waiting already. */
    int result = written == (ssize_t)sizeof one || errno == EAGAIN ? RCAP_OK : RCAP_E_SYSTEM;
    errno = saved;
    return result;
}

int rcap_group_failed(const rcap_group *group, rcap_error *error) {
    rcap_error_clear(error);
    if (group->failed >= 0) {
        (void)rcap_fail(error, 0, "%s", rcap_source_error(group->slots[group->failed].source));
    }
    return group->failed;
}

int rcap_group_stats(const rcap_group *group, int index, rcap_stats *out) {
    const rcap_slot *slot = slot_at(group, index);
    if (slot == NULL) {
        return RCAP_E_INVALID;
    }
    rcap_source_stats(slot->source, out);
    return RCAP_OK;
}

int rcap_group_effective(rcap_group *group, int index, rcap_effective *out) {
    const rcap_slot *slot = slot_at(group, index);
    if (slot == NULL) {
        return RCAP_E_INVALID;
    }
    rcap_source_effective(slot->source, out);
    return RCAP_OK;
}

void rcap_group_refresh(rcap_group *group) {
    int count = atomic_load_explicit(&group->count, memory_order_relaxed);
    for (int i = 0; i < count; i++) {
        rcap_slot *slot = &group->slots[i];
        if (slot->active) {
            rcap_source_refresh_stats(slot->source);
            slot->stale = false;
        }
    }
}

void rcap_slot_retire(rcap_group *group, rcap_slot *slot) {
    if (!slot->active) {
        return;
    }
    rcap_source_refresh_stats(slot->source); /* the last chance, and the figures a report will show */
    slot->stale = false;
    slot->active = false;
    slot->ready = false;
    slot->hot = false;
    group->polls[slot - group->slots].fd = -1;
    group->active--;
    if (slot->drain_code != 0) {
        group->draining--;
    }
}

void rcap_slot_end(rcap_group *group, rcap_slot *slot, int code) {
    if (code == RCAP_E_END) {
        rcap_slot_retire(group, slot);
    } else if (slot->pending_code == 0) {
        slot->pending_code = code;
        group->pending++;
    }
}

void rcap_group_close(rcap_group *group) {
    if (group == NULL) {
        return;
    }
    int count = atomic_load_explicit(&group->count, memory_order_relaxed);
    for (int i = 0; i < count; i++) {
        rcap_source_close(group->slots[i].source);
    }
    close(group->wake_fd);
    free(group);
}
