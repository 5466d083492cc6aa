/*
 * Disk space taken in advance, so that a write through a mapping can never meet a full disk (which would be a SIGBUS).
 */
#ifndef RCAP_SPACE_H
#define RCAP_SPACE_H

#include <stdint.h>

/*
 * Allocates [offset, offset + bytes) of an existing file and keeps its length. Does not follow a symbolic link.
 * Returns 0 or -errno (-ENOSPC, -EOPNOTSUPP, ...). Any thread; may block on the disk.
 */
int rcap_preallocate(const char *path, int64_t offset, int64_t bytes);

#endif
