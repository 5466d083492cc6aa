/*
 * Disk space in advance. See rcap_space.h.
 */
#include "rcap_space.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int rcap_preallocate(const char *path, int64_t offset, int64_t bytes) {
    if (offset < 0 || bytes <= 0 || bytes > INT64_MAX - offset) {
        return -EINVAL;
    }
    /* O_NONBLOCK: a FIFO in the file's place must be an error, not a hang; it changes nothing for a regular file. */
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        return -errno;
    }
    int result;
    do {
        result = fallocate(fd, FALLOC_FL_KEEP_SIZE, offset, bytes);
    } while (result != 0 && errno == EINTR);
    int number = result != 0 ? errno : 0;
    close(fd);
    return -number;
}
