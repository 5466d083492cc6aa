/*
 * Entering and leaving a network namespace. See rcap_netns.h.
 */
#include "rcap_netns.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

/* Not fstat, which would need glibc 2.33. */
static bool is_same_file(int one, int other) {
    struct statx first;
    struct statx second;
    return statx(one, "", AT_EMPTY_PATH, STATX_INO, &first) == 0 &&
           statx(other, "", AT_EMPTY_PATH, STATX_INO, &second) == 0 && first.stx_ino == second.stx_ino &&
           first.stx_dev_major == second.stx_dev_major && first.stx_dev_minor == second.stx_dev_minor;
}

int rcap_netns_hold(const char *path, rcap_error *error) {
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    return file >= 0 ? file : rcap_fail_errno(error, RCAP_E_NETNS, errno, "cannot open network namespace %s", path);
}

int rcap_netns_enter(const char *path, rcap_netns *saved, rcap_error *error) {
    saved->own = -1;
    if (path == NULL) {
        return RCAP_OK;
    }
    /* thread-self, not self: /proc/self is the main thread's, which may be in another namespace. */
    int own = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    if (own < 0) {
        return rcap_fail_errno(error, RCAP_E_NETNS, errno, "cannot keep the thread's own network namespace");
    }
    int target = rcap_netns_hold(path, error);
    if (target < 0) {
        close(own);
        return target;
    }
    /* A process may be in the namespace it names, and then needs no right to enter it. */
    if (is_same_file(own, target)) {
        close(target);
        close(own);
        return RCAP_OK;
    }
    /* The right to enter may not be one to come back, in a user namespace: the same call, while it still does nothing.
     */
    if (setns(own, CLONE_NEWNET) != 0) {
        int number = errno;
        close(target);
        close(own);
        return rcap_fail_errno(error, RCAP_E_NETNS, number, "cannot enter network namespace %s", path);
    }
    if (setns(target, CLONE_NEWNET) != 0) {
        int number = errno;
        close(target);
        close(own);
        if (number == EINVAL) {
            /* A file of another kind, or a namespace of another kind. */
            return rcap_fail(error, RCAP_E_NETNS, "%s is not the file of a network namespace", path);
        }
        return rcap_fail_errno(error, RCAP_E_NETNS, number, "cannot enter network namespace %s", path);
    }
    close(target);
    saved->own = own;
    return RCAP_OK;
}

int rcap_netns_leave(rcap_netns *saved, rcap_error *error) {
    if (saved->own < 0) {
        return RCAP_OK;
    }
    int result = RCAP_OK;
    if (setns(saved->own, CLONE_NEWNET) != 0) {
        result =
            rcap_fail_errno(error, RCAP_E_NETNS_STUCK, errno, "cannot go back to the thread's own network namespace");
    }
    close(saved->own);
    saved->own = -1;
    return result;
}
