/*
 * A slab: the ring's memory, mapped once and touched lazily, outside the Java heap and outside malloc so that it goes
 * back to the system when it is unmapped.
 */
#ifndef RCAP_SLAB_H
#define RCAP_SLAB_H

#include <stdbool.h>
#include <stddef.h>

#include "rcap_error.h"

/* Maps `bytes` of zeroes, page aligned. Returns 0 and the address, or a code and text. Any thread. */
int rcap_slab_map(size_t bytes, bool huge_pages, void **out, rcap_error *error);

/*
 * Gives the memory back to the system and keeps the addresses: reading them shows zeroes, using them again takes fresh
 * memory. Page aligned, as rcap_slab_map returned it. Returns 0 or RCAP_E_SYSTEM / RCAP_E_INVALID. Any thread.
 */
int rcap_slab_release(void *address, size_t bytes);

/* Unmaps what rcap_slab_map returned, with the same size. Returns 0 or RCAP_E_SYSTEM / RCAP_E_INVALID. Any thread. */
int rcap_slab_unmap(void *address, size_t bytes);

#endif
