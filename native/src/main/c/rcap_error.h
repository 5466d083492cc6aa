/*
 * Result codes and error text.
 *
 * Every call of the shim returns a count or address (>= 0) or one of these negative codes; text for people goes into a
 * bounded rcap_error that the caller owns. Nothing here allocates, so an error can be told when memory is what is
 * missing.
 */
#ifndef RCAP_ERROR_H
#define RCAP_ERROR_H

#include <stddef.h>

enum rcap_code {
    RCAP_OK = 0,
    RCAP_E_END = -1,               /* end of file, or drained after a quiesce, or no source left */
    RCAP_E_TRUNCATED = -2,         /* the file ends in a torn record; all good packets were delivered before */
    RCAP_E_INTERFACE_GONE = -3,    /* the interface was removed while capturing */
    RCAP_E_READ = -4,              /* libpcap could not read on; text says why */
    RCAP_E_NO_LIBPCAP = -5,        /* no usable libpcap; text lists every attempt */
    RCAP_E_NO_INTERFACE = -6,      /* no such device */
    RCAP_E_PERMISSION = -7,        /* CAP_NET_RAW (or CAP_NET_ADMIN) is missing */
    RCAP_E_FILTER = -8,            /* the filter expression does not compile or cannot be installed */
    RCAP_E_ACTIVATE = -9,          /* the device exists but cannot be opened as asked */
    RCAP_E_OPEN_FILE = -10,        /* the file cannot be opened; errno text */
    RCAP_E_FORMAT = -11,           /* not a capture file, or of a kind libpcap does not read */
    RCAP_E_NETNS = -12,            /* the network namespace cannot be entered */
    RCAP_E_NETNS_STUCK = -13,      /* the thread could not go back to its own namespace: throw the thread away */
    RCAP_E_NO_MEMORY = -14,        /* allocation or mapping failed */
    RCAP_E_INVALID = -15,          /* an argument is out of range, or the call does not fit the state */
    RCAP_E_SYSTEM = -16,           /* a system call failed; errno text */
    RCAP_E_BUFFER_TOO_SMALL = -17, /* the caller's array cannot hold the answer */
    RCAP_E_NOT_SUPPORTED = -18,    /* this libpcap, kernel or kind of file cannot do what was asked */
    RCAP_E_NO_NAME = -19           /* a name has no address */
};

#define RCAP_ERROR_TEXT 1024

/* Always NUL-terminated once rcap_fail or rcap_error_clear ran; longer text is cut at a UTF-8 boundary. */
typedef struct rcap_error {
    char text[RCAP_ERROR_TEXT];
} rcap_error;

/* Empties the text. `error` may be NULL. */
void rcap_error_clear(rcap_error *error);

/* Writes the text and returns `code`, so that a failing function ends in `return rcap_fail(...)`. `error` may be NULL.
 */
int rcap_fail(rcap_error *error, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Like rcap_fail, and appends ": " and the text of the errno value `number`. */
int rcap_fail_errno(rcap_error *error, int code, int number, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds to text already there (a list of attempts). `error` may be NULL. */
void rcap_error_append(rcap_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The longest prefix of `bytes` bytes of text that is no longer than `limit` and does not split a UTF-8 sequence. */
size_t rcap_utf8_prefix(const char *text, size_t bytes, size_t limit);

#endif
