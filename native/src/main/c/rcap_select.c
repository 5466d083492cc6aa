/*
 * See rcap_select.h. A block may come from a damaged file: everything it says about itself is checked before anything
 * is moved.
 */
#include "rcap_select.h"

#include <stdlib.h>
#include <string.h>

#include "rcap_block.h"
#include "rcap_filter.h"

struct rcap_selector {
    const rcap_libpcap *lib;
    struct bpf_program program;
};

int rcap_selector_open(const char *filter, int link_type, int snaplen, rcap_selector **out, rcap_error *error) {
    *out = NULL;
    rcap_selector *selector = calloc(1, sizeof *selector);
    if (selector == NULL) {
        return rcap_fail(error, RCAP_E_NO_MEMORY, "no memory for a filter");
    }
    selector->lib = rcap_libpcap_get(error);
    int result = selector->lib == NULL ? RCAP_E_NO_LIBPCAP
                                       : rcap_filter_compile(filter, link_type, snaplen, &selector->program, error);
    if (result != RCAP_OK) {
        free(selector);
        return result;
    }
    *out = selector;
    return RCAP_OK;
}

/* The record at `at`, or false when it does not end within `left` bytes. */
static bool read_record(const uint8_t *at, size_t left, rcap_record *record) {
    if (left < RCAP_RECORD_BYTES) {
        return false;
    }
    memcpy(record, at, RCAP_RECORD_BYTES);
    return record->caplen <= left - RCAP_RECORD_BYTES;
}

/* True when the header fits the memory and its records fill the body exactly. */
static bool is_whole(const rcap_block_header *header, const uint8_t *body, size_t bytes) {
    if (header->magic != RCAP_BLOCK_MAGIC || header->version != RCAP_BLOCK_VERSION ||
        header->body_bytes > bytes - RCAP_HEADER_BYTES) {
        return false;
    }
    size_t at = 0;
    uint32_t packets = 0;
    rcap_record record;
    while (at < header->body_bytes && read_record(body + at, header->body_bytes - at, &record)) {
        at += RCAP_RECORD_BYTES + record.caplen;
        packets++;
    }
    return at == header->body_bytes && packets == header->packets;
}

static bool matches(const rcap_selector *selector, const rcap_record *record, const uint8_t *data) {
    const struct pcap_pkthdr header = {
        .ts = {.tv_sec = record->ts_sec, .tv_usec = record->ts_nsec},
        .caplen = record->caplen,
        .len = record->len,
    };
    return selector->lib->offline_filter(&selector->program, &header, data) != 0;
}

int rcap_selector_apply(const rcap_selector *selector, void *block, size_t bytes) {
    rcap_block_header header;
    uint8_t *body = (uint8_t *)block + RCAP_HEADER_BYTES;
    if (bytes < RCAP_HEADER_BYTES) {
        return RCAP_E_INVALID;
    }
    memcpy(&header, block, sizeof header);
    if (!is_whole(&header, body, bytes)) {
        return RCAP_E_INVALID;
    }
    size_t from = 0;
    size_t to = 0;
    uint32_t kept = 0;
    const size_t end = header.body_bytes;
    while (from < end) {
        rcap_record record;
        (void)read_record(body + from, end - from, &record);
        const size_t size = RCAP_RECORD_BYTES + record.caplen;
        if (matches(selector, &record, body + from + RCAP_RECORD_BYTES)) {
            const int64_t time_ns = (int64_t)record.ts_sec * 1000000000 + record.ts_nsec;
            header.first_ts_ns = kept == 0 ? time_ns : header.first_ts_ns;
            header.last_ts_ns = time_ns;
            memmove(body + to, body + from, size);
            to += size;
            kept++;
        }
        from += size;
    }
    header.packets = kept;
    header.body_bytes = (uint32_t)to;
    memcpy(block, &header, sizeof header);
    return (int)kept;
}

void rcap_selector_close(rcap_selector *selector) {
    if (selector != NULL) {
        selector->lib->freecode(&selector->program);
        free(selector);
    }
}
