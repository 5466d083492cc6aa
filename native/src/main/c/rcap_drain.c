/*
 * The lossless stop, and the same for an interface that is gone: nothing new comes in, what the kernel holds is still
 * delivered.
 *
 * A ring is empty when the kernel counted in as many packets as were handed over. A partly filled TPACKET_V3 block is
 * counted but not visible until the kernel's retire timer gives it up, one to two periods later: waiting for that is
 * what this is about. The counts may never meet, because libpcap rejects some packets by itself (those that came before
 * the filter was installed, the wrong direction, the second sight on lo); then a ring that stays empty for two periods
 * and a little is empty.
 */
#include "rcap_group_impl.h"
#include "rcap_source_impl.h"
#include "rcap_swap.h"

enum { SETTLE_EXTRA_NS = 5000000 };

void rcap_drain_begin(rcap_group *group, rcap_slot *slot, int code, int64_t deadline) {
    if (slot->drain_code == 0) {
        group->draining++;
    }
    slot->drain_code = code;
    slot->drained_ns = deadline;
    slot->empty_ns = 0;
}

int rcap_group_quiesce(rcap_group *group, int64_t deadline_ns) {
    if (deadline_ns < 0) {
        return RCAP_E_INVALID;
    }
    int64_t deadline = rcap_later(rcap_now_ns(), deadline_ns);
    int count = atomic_load_explicit(&group->count, memory_order_relaxed);
    group->quiescing = true;
    for (int i = 0; i < count; i++) {
        rcap_slot *slot = &group->slots[i];
        if (!slot->active) {
            continue;
        }
        if (slot->drain_code != 0) {
            /* Draining already, because it is gone or a stop came before: a later call may shorten the time. */
            slot->drained_ns = deadline < slot->drained_ns ? deadline : slot->drained_ns;
            continue;
        }
        if (!slot->live) {
            slot->source->stopped = true;
            continue;
        }
        /* Where it cannot be attached (no packet socket), the drain ends at the first dry moment or at the deadline. */
        (void)rcap_reject_all(slot->source);
        slot->hot = true; /* look once without asking the poll */
        rcap_drain_begin(group, slot, RCAP_E_END, deadline);
    }
    return RCAP_OK;
}

static int64_t settle_ns(const rcap_slot *slot) {
    int64_t retire_ns = slot->batched ? (int64_t)slot->source->timeout_ms * 1000000 : 0;
    return 2 * retire_ns + SETTLE_EXTRA_NS;
}

/* The deadline is here: what is left is counted, and a carry still goes out. */
static void give_up(rcap_group *group, rcap_slot *slot) {
    rcap_source *source = slot->source;
    int64_t left = source->tpacket > 0 ? rcap_source_in_flight(source) : 0;
    source->undrained += left > 0 ? left : 0;
    rcap_source_publish(source);
    source->stopped = true;
    if (source->carry_bytes == 0) {
        rcap_slot_end(group, slot, slot->drain_code);
    }
}

/* Empty as far as the counts or the time say. The last poll must have come after the settle time, or it proves nothing.
 */
static bool is_empty(const rcap_group *group, const rcap_slot *slot) {
    bool can_tell = slot->source->tpacket > 0;
    bool settled = slot->empty_ns != 0 && group->polled_ns - slot->empty_ns >= settle_ns(slot);
    return !can_tell || settled || rcap_source_in_flight(slot->source) <= 0;
}

/* Returns true when the slot's state changed. */
static bool check(rcap_group *group, rcap_slot *slot, int64_t now) {
    rcap_source *source = slot->source;
    bool late = now >= slot->drained_ns;
    if (source->stopped || (!late && (slot->ready || slot->hot))) {
        return false; /* to be served first */
    }
    rcap_source_refresh_stats(source);
    if (late) {
        give_up(group, slot);
        return true;
    }
    if (is_empty(group, slot)) {
        rcap_slot_end(group, slot, slot->drain_code);
        return true;
    }
    if (slot->empty_ns == 0) {
        slot->empty_ns = now;
    }
    return false;
}

bool rcap_drain_check(rcap_group *group, int64_t now) {
    int count = atomic_load_explicit(&group->count, memory_order_relaxed);
    bool changed = false;
    for (int i = 0; i < count; i++) {
        rcap_slot *slot = &group->slots[i];
        if (slot->active && slot->drain_code != 0 && slot->pending_code == 0) {
            changed |= check(group, slot, now);
        }
    }
    return changed;
}

int64_t rcap_drain_next(const rcap_group *group) {
    int count = atomic_load_explicit(&group->count, memory_order_relaxed);
    int64_t next = INT64_MAX;
    for (int i = 0; i < count; i++) {
        const rcap_slot *slot = &group->slots[i];
        if (slot->active && slot->drain_code != 0) {
            int64_t settled = slot->empty_ns != 0 ? slot->empty_ns + settle_ns(slot) : INT64_MAX;
            int64_t due = settled < slot->drained_ns ? settled : slot->drained_ns;
            next = due < next ? due : next;
        }
    }
    return next;
}
