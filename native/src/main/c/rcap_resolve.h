/*
 * Addresses of a name, as the system resolves it (hosts file, DNS): asked anew each time, because a JVM remembers what
 * it was told before.
 */
#ifndef RCAP_RESOLVE_H
#define RCAP_RESOLVE_H

#include <stddef.h>
#include <stdint.h>

#include "rcap_error.h"

enum { RCAP_ADDRESS_BYTES = 17 }; /* 4 or 6, then the address; an IPv4 address is in the first four bytes */

/*
 * Writes the addresses of a name, each once, as many as fit. Returns how many, or a code and text: RCAP_E_NO_NAME when
 * there is no such name or nobody could be asked. May take as long as the resolver's own time-outs. Any thread.
 */
int rcap_resolve(const char *name, uint8_t *out, size_t out_bytes, rcap_error *error);

#endif
