/*
 * See rcap_merge.h. Records that follow each other in one input, and are older than what the others have, are copied
 * together.
 */
#include "rcap_merge.h"

#include <stdlib.h>

/* An input as the merge sees it: its next record's time is known. */
typedef struct merge_head {
    const uint8_t *next;
    const uint8_t *end;
    int64_t time_ns;
    size_t record_bytes; /* 0 at the end */
} merge_head;

/* The output while it is written. */
typedef struct merge_out {
    uint8_t *next;
    size_t room;
    rcap_block_header header;
} merge_out;

/* Reads a block's header. Returns where its body ends, or NULL when it does not fit the memory. */
static const uint8_t *body_end(const uint8_t *block, size_t block_bytes, rcap_block_header *header) {
    if (block == NULL || block_bytes < RCAP_HEADER_BYTES) {
        return NULL;
    }
    memcpy(header, block, sizeof *header);
    bool whole = header->magic == RCAP_BLOCK_MAGIC && header->version == RCAP_BLOCK_VERSION &&
                 header->body_bytes <= block_bytes - RCAP_HEADER_BYTES;
    return whole ? block + RCAP_HEADER_BYTES + header->body_bytes : NULL;
}

/* Looks at the record at head->next. Returns false when it is torn. */
static bool look(merge_head *head) {
    size_t left = (size_t)(head->end - head->next);
    rcap_record record;
    head->record_bytes = 0;
    head->time_ns = INT64_MAX;
    if (left == 0) {
        return true;
    }
    if (left < RCAP_RECORD_BYTES) {
        return false;
    }
    memcpy(&record, head->next, sizeof record);
    if (record.caplen > left - RCAP_RECORD_BYTES) {
        return false;
    }
    head->record_bytes = RCAP_RECORD_BYTES + record.caplen;
    head->time_ns = (int64_t)record.ts_sec * 1000000000 + record.ts_nsec;
    return true;
}

static bool begin_input(merge_head *head, const rcap_merge_input *input, size_t block_bytes) {
    rcap_block_header header;
    head->end = body_end(input->block, block_bytes, &header);
    if (head->end == NULL || input->at < RCAP_HEADER_BYTES || input->at > (size_t)(head->end - input->block)) {
        return false;
    }
    head->next = input->block + input->at;
    return look(head);
}

static bool begin_output(merge_out *out, void *block, size_t bytes, bool fresh, const uint8_t *pattern) {
    if (fresh) {
        if (bytes < RCAP_HEADER_BYTES) {
            return false;
        }
        memcpy(&out->header, pattern, sizeof out->header);
        out->header.flags = 0;
        out->header.body_bytes = 0;
        out->header.packets = 0;
        out->header.sequence = 0;
        out->header.packets_before = 0;
        out->header.config_version = 0;
    } else if (body_end(block, bytes, &out->header) == NULL) {
        return false;
    }
    out->next = (uint8_t *)block + RCAP_HEADER_BYTES + out->header.body_bytes;
    out->room = bytes - RCAP_HEADER_BYTES - out->header.body_bytes;
    return true;
}

/* Notes in the header that one more record follows. */
static void note(merge_out *out, rcap_merge_order *order, int64_t time_ns) {
    rcap_block_header *header = &out->header;
    if (header->packets == 0) {
        header->first_ts_ns = time_ns;
    } else if (time_ns < header->last_ts_ns) {
        header->flags |= RCAP_BLOCK_UNORDERED;
    }
    header->last_ts_ns = time_ns;
    header->packets++;
    order->late += time_ns < order->newest_ns ? 1 : 0;
    order->newest_ns = time_ns > order->newest_ns ? time_ns : order->newest_ns;
}

/* Copies records of one input as long as they are not younger than `until_ns`. At least one was found to be so. */
static int copy_run(merge_out *out, rcap_merge_order *order, merge_head *from, int64_t until_ns) {
    const uint8_t *begin = from->next;
    size_t bytes = 0;
    int result = RCAP_MERGE_LIMIT;
    while (from->time_ns <= until_ns && from->record_bytes != 0) {
        if (from->record_bytes > out->room - bytes) {
            result = RCAP_MERGE_FULL;
            break;
        }
        note(out, order, from->time_ns);
        bytes += from->record_bytes;
        from->next += from->record_bytes;
        if (!look(from)) {
            result = RCAP_E_INVALID;
            break;
        }
    }
    memcpy(out->next, begin, bytes); /* bytes <= room, and all of it lies before from->end */
    out->next += bytes;
    out->room -= bytes;
    out->header.body_bytes += (uint32_t)bytes;
    return result == RCAP_MERGE_LIMIT && from->record_bytes == 0 ? RCAP_MERGE_USED_UP : result;
}

static int run(merge_out *out, rcap_merge_order *order, merge_head *heads, int count, int64_t limit_ns) {
    int result = RCAP_MERGE_LIMIT;
    while (result == RCAP_MERGE_LIMIT) {
        int best = 0;
        int64_t until_ns = limit_ns;
        for (int i = 1; i < count; i++) {
            best = heads[i].time_ns < heads[best].time_ns ? i : best;
        }
        if (heads[best].time_ns > limit_ns || heads[best].record_bytes == 0) {
            return RCAP_MERGE_LIMIT;
        }
        for (int i = 0; i < count; i++) {
            /* Of two of the same time that of the first input goes first. */
            int64_t bound = heads[i].time_ns - (i < best ? 1 : 0);
            until_ns = i != best && bound < until_ns ? bound : until_ns;
        }
        result = copy_run(out, order, &heads[best], until_ns);
    }
    return result;
}

int rcap_merge_blocks(rcap_merge_order *order, rcap_merge_input *inputs, int count, size_t block_bytes,
                      int64_t limit_ns, void *out, size_t out_bytes, bool fresh) {
    merge_head heads[RCAP_MERGE_MOST];
    merge_out output;
    if (count < 1 || count > RCAP_MERGE_MOST || out == NULL || out_bytes > INT32_MAX) {
        return RCAP_E_INVALID;
    }
    for (int i = 0; i < count; i++) {
        if (!begin_input(&heads[i], &inputs[i], block_bytes)) {
            return RCAP_E_INVALID;
        }
    }
    if (!begin_output(&output, out, out_bytes, fresh, inputs[0].block)) {
        return RCAP_E_INVALID;
    }
    int result = run(&output, order, heads, count, limit_ns);
    for (int i = 0; i < count; i++) {
        inputs[i].at = (size_t)(heads[i].next - inputs[i].block);
    }
    memcpy(out, &output.header, sizeof output.header);
    return result;
}

/* Where a record is, for sorting. */
typedef struct place {
    int64_t time_ns;
    const uint8_t *record;
    size_t bytes;
} place;

static int by_time(const void *left, const void *right) {
    const place *a = left;
    const place *b = right;
    if (a->time_ns != b->time_ns) {
        return a->time_ns < b->time_ns ? -1 : 1;
    }
    return a->record < b->record ? -1 : 1; /* keeps those of one time as they were */
}

/* Lists the records of a body. Returns false when it is torn or does not hold so many. */
static bool list(const uint8_t *body, const uint8_t *end, place *places, uint32_t packets) {
    merge_head at = {.next = body, .end = end};
    for (uint32_t i = 0; i < packets; i++) {
        if (!look(&at) || at.record_bytes == 0) {
            return false;
        }
        places[i] = (place){.time_ns = at.time_ns, .record = at.next, .bytes = at.record_bytes};
        at.next += at.record_bytes;
    }
    return at.next == end;
}

int rcap_merge_sort(void *block, size_t block_bytes) {
    rcap_block_header header;
    uint8_t *body = (uint8_t *)block + RCAP_HEADER_BYTES;
    const uint8_t *end = body_end(block, block_bytes, &header);
    if (end == NULL || header.packets > header.body_bytes / RCAP_RECORD_BYTES) {
        return RCAP_E_INVALID;
    }
    if (header.packets == 0) {
        return header.body_bytes == 0 ? RCAP_OK : RCAP_E_INVALID;
    }
    place *places = calloc(header.packets, sizeof *places);
    uint8_t *sorted = malloc(header.body_bytes);
    int result = places == NULL || sorted == NULL ? RCAP_E_NO_MEMORY : RCAP_OK;
    if (result == RCAP_OK && !list(body, end, places, header.packets)) {
        result = RCAP_E_INVALID;
    }
    if (result == RCAP_OK) {
        size_t at = 0;
        qsort(places, header.packets, sizeof *places, by_time);
        for (uint32_t i = 0; i < header.packets; i++) {
            memcpy(sorted + at, places[i].record, places[i].bytes); /* the sizes add up to body_bytes: see list */
            at += places[i].bytes;
        }
        memcpy(body, sorted, header.body_bytes);
        header.first_ts_ns = places[0].time_ns;
        header.last_ts_ns = places[header.packets - 1].time_ns;
        header.flags &= (uint16_t)~RCAP_BLOCK_UNORDERED;
        memcpy(block, &header, sizeof header);
    }
    free(places);
    free(sorted);
    return result;
}
