/*
 * What a capture should know of the machine and what only the kernel can be asked: offloads that make frames larger
 * than the link carries, and the capabilities of a program file. Any thread.
 */
#ifndef RCAP_HOST_H
#define RCAP_HOST_H

#include <stdint.h>

#include "rcap_error.h"

/* What an interface does to frames before a capture sees them. */
enum rcap_offload {
    RCAP_OFFLOAD_GRO = 1, /* received frames are put together, by the kernel */
    RCAP_OFFLOAD_LRO = 2, /* the same by the card, and not in a way that could be undone */
    RCAP_OFFLOAD_TSO = 4, /* frames are cut to size by the card, behind the capture */
    RCAP_OFFLOAD_GSO = 8  /* the same by the kernel */
};

/* Returns a sum of rcap_offload, or a code and text. */
int rcap_host_offloads(const char *netns, const char *device, rcap_error *error);

/* The permitted capabilities that a program file gives to whoever runs it, as a mask; 0 when it gives none. */
uint64_t rcap_host_file_capabilities(const char *path);

#endif
