/*
 * Several blocks of one interface become one, in the order of their packets' times.
 *
 * The caller says up to which time it knows all there is (`limit_ns`), and comes back with the same cursors for more.
 * Inputs may come from anywhere: what they say about themselves is checked before a byte is copied. No thread of its
 * own, nothing kept between two calls but what the caller holds.
 */
#ifndef RCAP_MERGE_H
#define RCAP_MERGE_H

#include "rcap_block.h"
#include "rcap_error.h"

#define RCAP_MERGE_MOST 256

enum {
    RCAP_MERGE_LIMIT = 0,  /* what is left is younger than the limit */
    RCAP_MERGE_FULL = 1,   /* the next record does not fit into the output */
    RCAP_MERGE_USED_UP = 2 /* an input is at its end: without what follows it the order is not known */
};

typedef struct rcap_merge_input {
    const uint8_t *block;
    size_t at; /* of the next record, from the beginning of the block; RCAP_HEADER_BYTES at first */
} rcap_merge_input;

typedef struct rcap_merge_order {
    int64_t newest_ns; /* of all that was given out */
    int64_t late;      /* packets that were older than one given out before */
} rcap_merge_order;

/*
 * Moves records of at most limit_ns from the inputs (sealed blocks in `block_bytes` of memory each) to the output,
 * oldest first, and of two of the same time that of the first input. With `fresh` the output is begun, else gone on
 * with; its header is right after each call, but for interface and drops, which are those of the first input, and what
 * Java writes. Returns RCAP_MERGE_*, or RCAP_E_INVALID, with what was copied until then, for an input that is not
 * whole.
 */
int rcap_merge_blocks(rcap_merge_order *order, rcap_merge_input *inputs, int count, size_t block_bytes,
                      int64_t limit_ns, void *out, size_t out_bytes, bool fresh);

/*
 * Puts the records of a block into the order of their times; those of one time stay as they were. Returns 0,
 * RCAP_E_INVALID for a block that is not whole, or RCAP_E_NO_MEMORY; then the block is as it was.
 */
int rcap_merge_sort(void *block, size_t block_bytes);

#endif
