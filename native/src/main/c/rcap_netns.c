/*
 * Entering and leaving a network namespace. See rcap_netns.h.
 */
#include "rcap_netns.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

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
    int target = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (target < 0) {
        int number = errno;
        close(own);
        return rcap_fail_errno(error, RCAP_E_NETNS, number, "cannot open network namespace %s", path);
    }
    if (setns(target, CLONE_NEWNET) != 0) {
        int number = errno;
        close(target);
        close(own);
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
