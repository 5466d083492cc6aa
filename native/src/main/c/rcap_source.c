/*
 * The life of a source and its hot path: the callback that copies a packet once, and the pull that drives libpcap.
 */
#include "rcap_source.h"

#include <stdlib.h>
#include <unistd.h>

#include "rcap_direct.h"
#include "rcap_source_impl.h"

#define UNLIKELY(condition) __builtin_expect((condition), 0)

rcap_source *rcap_source_new(const rcap_libpcap *lib, rcap_error *error) {
    rcap_source *source = calloc(1, sizeof *source);
    uint8_t *carry = malloc(RCAP_RECORD_BYTES + RCAP_MAX_SNAPLEN);
    if (source == NULL || carry == NULL) {
        free(source);
        free(carry);
        rcap_fail(error, RCAP_E_NO_MEMORY, "no memory for a source");
        return NULL;
    }
    source->lib = lib;
    source->carry = carry;
    source->handler = rcap_on_packet;
    source->chunk = -1;
    source->keep_bytes = RCAP_MAX_SNAPLEN;
    source->fraction_scale = 1;
    source->fd = -1;
    source->file_fd = -1;
    source->tpacket = -1;
    source->fanout_group = -1;
    source->timestamp_type = -1;
    return source;
}

/* Keeps the packet that did not fit and leaves the dispatch. Once per block. */
static __attribute__((noinline, cold)) void keep(rcap_source *source, const rcap_record *record, const void *bytes) {
    if (source->carry_bytes != 0) {
        source->undrained++; /* libpcap called on after a breakloop, which it never does: at least count the loss */
        return;
    }
    memcpy(source->carry, record, RCAP_RECORD_BYTES);
    memcpy(source->carry + RCAP_RECORD_BYTES, bytes, record->caplen);
    source->carry_bytes = RCAP_RECORD_BYTES + record->caplen;
    source->lib->breakloop(source->pcap);
}

static inline void take(rcap_source *source, const struct pcap_pkthdr *header, const unsigned char *bytes) {
    rcap_record record = {
        .ts_sec = (uint32_t)header->ts.tv_sec,
        .ts_nsec = (uint32_t)header->ts.tv_usec * source->fraction_scale,
        .caplen = header->caplen,
        .len = header->len,
    };
    if (UNLIKELY(record.caplen > source->keep_bytes)) {
        source->oversize += record.caplen > RCAP_MAX_SNAPLEN ? 1 : 0;
        record.caplen = source->keep_bytes;
    }
    if (UNLIKELY(!rcap_block_append(&source->writer, &record, bytes))) {
        keep(source, &record, bytes);
    }
}

void rcap_on_packet(unsigned char *user, const struct pcap_pkthdr *header, const unsigned char *bytes) {
    rcap_source *source = (rcap_source *)(void *)user;
    source->seen++;
    take(source, header, bytes);
}

void rcap_on_packet_filtered(unsigned char *user, const struct pcap_pkthdr *header, const unsigned char *bytes) {
    rcap_source *source = (rcap_source *)(void *)user;
    source->seen++;
    if (source->lib->offline_filter(&source->program, header, bytes) != 0) {
        take(source, header, bytes);
    }
}

void rcap_source_begin(rcap_source *source, void *block, size_t block_bytes) {
    rcap_block_begin(&source->writer, block, block_bytes);
}

/* The carry is a finished record: it goes in as it is. It always fits an empty block of the smallest size. */
static bool put_carry(rcap_source *source) {
    rcap_record record;
    memcpy(&record, source->carry, sizeof record);
    if (!rcap_block_append(&source->writer, &record, source->carry + RCAP_RECORD_BYTES)) {
        return false;
    }
    source->carry_bytes = 0;
    return true;
}

static int file_error(rcap_source *source) {
    const char *text = source->lib->geterr(source->pcap);
    bool torn = strncmp(text, "truncated", strlen("truncated")) == 0; /* libpcap has no code for it */
    return rcap_fail(&source->error, torn ? RCAP_E_TRUNCATED : RCAP_E_READ, "%s", text);
}

static int after_pass(rcap_source *source) {
    int next = rcap_file_next_pass(source);
    return next == RCAP_OK ? RCAP_PULL_MORE : next;
}

/* What a dispatch's return value means, once it is known that the block is not full. */
static int after_dispatch(rcap_source *source, int result) {
    if (source->live) {
        source->dry_runs += result > 0 && source->dry_runs < 2 ? 1 : 0;
        return result >= 0 ? RCAP_PULL_DRY : rcap_source_blame(source);
    }
    if (result < 0) {
        return file_error(source);
    }
    return source->chunk > 0 && result >= source->chunk ? RCAP_PULL_MORE : after_pass(source);
}

int rcap_source_pull(rcap_source *source) {
    if (source->carry_bytes != 0 && !put_carry(source)) {
        return RCAP_PULL_FULL;
    }
    if (source->stopped || source->pcap == NULL) {
        return RCAP_E_END;
    }
    if (source->direct) {
        int result = rcap_direct_pull(source);
        return result == RCAP_E_END ? after_pass(source) : result;
    }
    /*
     * A file's handle may keep the break flag of the last full block, and then answers PCAP_ERROR_BREAK once without
     * reading. Twice is therefore enough; the bound is for a libpcap that knows better.
     */
    for (int attempt = 0; attempt < 4; attempt++) {
        int result = source->lib->dispatch(source->pcap, source->chunk, source->handler, (unsigned char *)source);
        if (source->carry_bytes != 0) {
            return RCAP_PULL_FULL; /* whatever dispatch returned: the callback knows */
        }
        if (result != PCAP_ERROR_BREAK) {
            return after_dispatch(source, result);
        }
    }
    return source->live ? RCAP_PULL_DRY : RCAP_PULL_MORE;
}

uint32_t rcap_source_packets(const rcap_source *source) {
    return source->writer.packets;
}

int rcap_source_seal(rcap_source *source, uint16_t flags, uint16_t interface_index) {
    int packets =
        rcap_block_seal(&source->writer, flags, interface_index, (uint16_t)source->link_type, source->dropped);
    source->delivered += packets;
    source->delivered_bytes += (int64_t)rcap_block_body_bytes(&source->writer) - (int64_t)packets * RCAP_RECORD_BYTES;
    rcap_source_publish(source);
    return packets;
}

const char *rcap_source_error(const rcap_source *source) {
    return source->error.text;
}

void rcap_source_close(rcap_source *source) {
    if (source == NULL) {
        return;
    }
    if (source->has_program) {
        source->lib->freecode(&source->program);
    }
    if (source->pcap != NULL) {
        source->lib->close(source->pcap); /* also closes the FILE or the socket */
    }
    if (source->file_fd >= 0) {
        close(source->file_fd);
    }
    free(source->file_buffer); /* after pcap_close: the FILE wrote through it until then */
    free(source->carry);
    free(source);
}
