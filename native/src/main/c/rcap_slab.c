/*
 * Mapping and unmapping the ring's memory. See rcap_slab.h.
 */
#include "rcap_slab.h"

#include <errno.h>
#include <sys/mman.h>

int rcap_slab_map(size_t bytes, bool huge_pages, void **out, rcap_error *error) {
    *out = NULL;
    if (bytes == 0) {
        return rcap_fail(error, RCAP_E_INVALID, "a slab needs at least one byte");
    }
    void *address = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (address == MAP_FAILED) {
        return rcap_fail_errno(error, RCAP_E_NO_MEMORY, errno, "cannot map %zu bytes", bytes);
    }
    if (huge_pages) {
        (void)madvise(address, bytes, MADV_HUGEPAGE); /* a wish: a kernel without huge pages serves small ones */
    }
    *out = address;
    return RCAP_OK;
}

int rcap_slab_release(void *address, size_t bytes) {
    if (address == NULL || bytes == 0) {
        return RCAP_E_INVALID;
    }
    return madvise(address, bytes, MADV_DONTNEED) == 0 ? RCAP_OK : RCAP_E_SYSTEM;
}

int rcap_slab_unmap(void *address, size_t bytes) {
    if (address == NULL || bytes == 0) {
        return RCAP_E_INVALID;
    }
    return munmap(address, bytes) == 0 ? RCAP_OK : RCAP_E_SYSTEM;
}
