/*
 * See rcap_resolve.h.
 */
#include "rcap_resolve.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

/* Makes an entry of a result. Returns false for another family. */
static bool entry_of(const struct addrinfo *from, uint8_t entry[RCAP_ADDRESS_BYTES]) {
    memset(entry, 0, RCAP_ADDRESS_BYTES);
    if (from->ai_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, from->ai_addr, sizeof v4);
        entry[0] = 4;
        memcpy(entry + 1, &v4.sin_addr, sizeof v4.sin_addr);
        return true;
    }
    if (from->ai_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, from->ai_addr, sizeof v6);
        entry[0] = 6;
        memcpy(entry + 1, &v6.sin6_addr, sizeof v6.sin6_addr);
        return true;
    }
    return false;
}

static bool is_known(const uint8_t *entries, size_t count, const uint8_t entry[RCAP_ADDRESS_BYTES]) {
    for (size_t i = 0; i < count; i++) {
        if (memcmp(entries + i * RCAP_ADDRESS_BYTES, entry, RCAP_ADDRESS_BYTES) == 0) {
            return true;
        }
    }
    return false;
}

int rcap_resolve(const char *name, uint8_t *out, size_t out_bytes, rcap_error *error) {
    /* One kind of socket: otherwise each address comes once for each. */
    const struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    int why = getaddrinfo(name, NULL, &wanted, &found);
    if (why == EAI_SYSTEM) {
        return rcap_fail_errno(error, RCAP_E_NO_NAME, errno, "%s", name);
    }
    if (why != 0) {
        return rcap_fail(error, RCAP_E_NO_NAME, "%s: %s", name, gai_strerror(why));
    }
    size_t count = 0;
    const size_t room = out_bytes / RCAP_ADDRESS_BYTES;
    for (const struct addrinfo *at = found; at != NULL && count < room; at = at->ai_next) {
        uint8_t entry[RCAP_ADDRESS_BYTES];
        if (!entry_of(at, entry) || is_known(out, count, entry)) {
            continue;
        }
        memcpy(out + count * RCAP_ADDRESS_BYTES, entry, RCAP_ADDRESS_BYTES);
        count++;
    }
    freeaddrinfo(found);
    return (int)count;
}
