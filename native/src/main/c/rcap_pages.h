/*
 * The page cache behind a file that is being written: sending its pages to the disk early, and dropping them then, so
 * that a recording neither piles up dirty memory nor pushes the host's own files out.
 *
 * Advice only: what a file holds is the same with and without these calls. They take a descriptor of their own beside
 * the writer's; its owner is the one thread that makes all four calls.
 */
#ifndef RCAP_PAGES_H
#define RCAP_PAGES_H

#include <stdint.h>

/* Opens an existing regular file; does not follow a symbolic link. Returns a descriptor or -errno. */
int rcap_pages_open(const char *path);

/* Begins to send the dirty pages of [offset, offset + bytes) to the disk; waits only for a place in the disk's queue.
 * Returns 0 or -errno. */
int rcap_pages_send(int fd, int64_t offset, int64_t bytes);

/*
 * Waits until what was begun in [offset, offset + bytes) is on the disk and drops the pages that are clean and
 * unmapped. Returns 0 or -errno; -EIO, -ENOSPC and -EDQUOT say that the disk did not take what the writer believes
 * written.
 */
int rcap_pages_drop(int fd, int64_t offset, int64_t bytes);

/* Closes the descriptor, exactly once. Returns 0 or -errno. */
int rcap_pages_close(int fd);

#endif
