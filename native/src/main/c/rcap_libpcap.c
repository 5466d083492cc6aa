/*
 * Loading libpcap: an explicit path from RINGCAP_LIBPCAP alone if that is set, else the usual sonames in turn.
 */
#include "rcap_libpcap.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "rcap_glibc.h"

static const char *const sonames[] = {"libpcap.so.0.8", "libpcap.so.1", "libpcap.so"};

static pthread_mutex_t load_lock = PTHREAD_MUTEX_INITIALIZER;
static rcap_libpcap table;                           /* written under load_lock, read-only once published */
static const rcap_libpcap *_Atomic published = NULL; /* &table after a complete load */

typedef struct symbol {
    const char *name;
    size_t slot; /* offset of the function pointer in rcap_libpcap */
    bool optional;
} symbol;

#define REQUIRED(field)                                                                                                \
    { "pcap_" #field, offsetof(rcap_libpcap, field), false }
#define OPTIONAL(field)                                                                                                \
    { "pcap_" #field, offsetof(rcap_libpcap, field), true }

static const symbol symbols[] = {
    REQUIRED(lib_version),
    REQUIRED(create),
    REQUIRED(set_snaplen),
    REQUIRED(set_promisc),
    REQUIRED(set_timeout),
    REQUIRED(set_buffer_size),
    REQUIRED(activate),
    REQUIRED(setnonblock),
    REQUIRED(setdirection),
    REQUIRED(get_selectable_fd),
    REQUIRED(datalink),
    REQUIRED(snapshot),
    REQUIRED(dispatch),
    REQUIRED(breakloop),
    REQUIRED(stats),
    REQUIRED(geterr),
    REQUIRED(statustostr),
    REQUIRED(close),
    REQUIRED(open_dead),
    REQUIRED(fopen_offline),
    REQUIRED(compile),
    REQUIRED(setfilter),
    REQUIRED(offline_filter),
    REQUIRED(freecode),
    REQUIRED(findalldevs),
    REQUIRED(freealldevs),
    OPTIONAL(set_immediate_mode),
    OPTIONAL(set_tstamp_type),
    OPTIONAL(set_tstamp_precision),
    OPTIONAL(get_tstamp_precision),
    OPTIONAL(fopen_offline_with_tstamp_precision),
    OPTIONAL(get_required_select_timeout),
};

/* Fills the table from an open library. Returns false and the missing symbol in `error`. Under load_lock. */
static bool resolve(void *library, const char *name, rcap_error *error) {
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
        void *address = dlsym(library, symbols[i].name);
        if (address == NULL && !symbols[i].optional) {
            rcap_error_append(error, "%s: has no %s; ", name, symbols[i].name);
            return false;
        }
        /* ISO C has no conversion from void* to a function pointer; POSIX promises that the representations agree. */
        memcpy((char *)&table + symbols[i].slot, &address, sizeof address);
    }
    return true;
}

/* Tries one name. Under load_lock. */
static bool try_load(const char *name, rcap_error *error) {
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char *why = dlerror();
        rcap_error_append(error, "%s; ", why != NULL ? why : name);
        return false;
    }
    if (!resolve(library, name, error)) {
        dlclose(library);
        return false;
    }
    return true; /* the handle is kept for ever: handles and threads may be inside libpcap at any later time */
}

const rcap_libpcap *rcap_libpcap_get(rcap_error *error) {
    const rcap_libpcap *loaded = atomic_load_explicit(&published, memory_order_acquire);
    if (loaded != NULL) {
        return loaded;
    }
    rcap_fail(error, RCAP_E_NO_LIBPCAP, "no usable libpcap: ");
    pthread_mutex_lock(&load_lock);
    loaded = atomic_load_explicit(&published, memory_order_relaxed);
    if (loaded == NULL) {
        const char *path = getenv("RINGCAP_LIBPCAP");
        bool ok = false;
        if (path != NULL && path[0] != '\0') {
            /* Somebody asked for this one; silently taking another would hide the mistake. */
            rcap_error_append(error, "RINGCAP_LIBPCAP=%s: ", path);
            ok = try_load(path, error);
        } else {
            for (size_t i = 0; !ok && i < sizeof sonames / sizeof sonames[0]; i++) {
                ok = try_load(sonames[i], error);
            }
        }
        if (ok) {
            loaded = &table;
            atomic_store_explicit(&published, loaded, memory_order_release);
        }
    }
    pthread_mutex_unlock(&load_lock);
    if (loaded != NULL) {
        rcap_error_clear(error);
    }
    return loaded;
}
