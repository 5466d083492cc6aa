/*
 * Selecting packets of a finished block: a compiled filter that is applied to records in memory, as replay does with
 * blocks of a journal. Needs no handle and no source.
 */
#ifndef RCAP_SELECT_H
#define RCAP_SELECT_H

#include <stddef.h>

#include "rcap_error.h"

typedef struct rcap_selector rcap_selector;

/*
 * Compiles a filter for packets of a LINKTYPE_. Returns 0 and the selector, which its owner closes exactly once, or a
 * code and text. Any thread.
 */
int rcap_selector_open(const char *filter, int link_type, int snaplen, rcap_selector **out, rcap_error *error);

/*
 * Moves the records that match together and rewrites the header's packets, body bytes and times. `bytes` is the size of
 * the memory, of which the block may use a part; it need not be aligned. Returns the packets that are left, or
 * RCAP_E_INVALID, with the block untouched, when it is no block or a record reaches beyond its body. One thread at a
 * time.
 */
int rcap_selector_apply(const rcap_selector *selector, void *block, size_t bytes);

void rcap_selector_close(rcap_selector *selector);

#endif
