/*
 * Another network namespace for the length of one call.
 *
 * A socket's namespace is fixed when it is made, and setns changes only the calling thread; so: enter, open, leave, all
 * on one thread and within one native call. A thread that cannot go back would open later sockets in the wrong place
 * without a sign: that is RCAP_E_NETNS_STUCK, and the thread has to be thrown away.
 */
#ifndef RCAP_NETNS_H
#define RCAP_NETNS_H

#include "rcap_error.h"

/* Where to go back to; -1 for nowhere. */
typedef struct rcap_netns {
    int own;
} rcap_netns;

/* Enters the namespace at `path`; NULL does nothing. Returns 0, or RCAP_E_NETNS and text with the thread where it was.
 */
int rcap_netns_enter(const char *path, rcap_netns *saved, rcap_error *error);

/* Goes back. Returns 0, or RCAP_E_NETNS_STUCK and text. Same thread as enter. */
int rcap_netns_leave(rcap_netns *saved, rcap_error *error);

/*
 * Keeps the namespace at `path`, also when nobody lives in it any more: /proc/self/fd/N is a path of it from then on.
 * Returns a descriptor that its owner closes exactly once, or RCAP_E_NETNS and text.
 */
int rcap_netns_hold(const char *path, rcap_error *error);

#endif
