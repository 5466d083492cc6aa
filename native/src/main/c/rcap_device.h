/*
 * The list of capture devices, as one run of NUL-terminated strings that Java can read without a parser of structures.
 *
 *   name\0 description\0 decimal flags\0 address,address\0   ... next device ...   \0
 */
#ifndef RCAP_DEVICE_H
#define RCAP_DEVICE_H

#include "rcap_error.h"

/*
 * Encodes the devices seen in `netns` (path, or NULL for the thread's own) into out. Returns the bytes used, including
 * the empty name that ends the list, or a code and text; RCAP_E_BUFFER_TOO_SMALL leaves an unusable prefix. Any thread;
 * it enters the namespace and comes back within the call.
 */
int rcap_device_list(const char *netns, char *out, size_t out_bytes, rcap_error *error);

#endif
