/*
 * Page cache of a file in the making. See rcap_pages.h.
 */
#include "rcap_pages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_range(int64_t offset, int64_t bytes) {
    /* 0 bytes would mean "to the end of the file" to the kernel. */
    return offset >= 0 && bytes > 0 && bytes <= INT64_MAX - offset;
}

int rcap_pages_open(const char *path) {
    /* O_NONBLOCK: a FIFO in the file's place must be an error, not a hang; it changes nothing for a regular file. */
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        return -errno;
    }
    /* Not fstat, which would need glibc 2.33. */
    struct statx status;
    if (statx(fd, "", AT_EMPTY_PATH, STATX_TYPE, &status) != 0 || !S_ISREG(status.stx_mode)) {
        (void)close(fd);
        return -EINVAL;
    }
    return fd;
}

int rcap_pages_send(int fd, int64_t offset, int64_t bytes) {
    if (!is_range(offset, bytes)) {
        return -EINVAL;
    }
    return sync_file_range(fd, offset, bytes, SYNC_FILE_RANGE_WRITE) == 0 ? 0 : -errno;
}

int rcap_pages_drop(int fd, int64_t offset, int64_t bytes) {
    if (!is_range(offset, bytes)) {
        return -EINVAL;
    }
    if (sync_file_range(fd, offset, bytes, SYNC_FILE_RANGE_WAIT_BEFORE) != 0) {
        return -errno;
    }
    return -posix_fadvise(fd, offset, bytes, POSIX_FADV_DONTNEED);
}

int rcap_pages_close(int fd) {
    return close(fd) == 0 ? 0 : -errno;
}
