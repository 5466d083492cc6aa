/*
 * Beginning and sealing a block. Appending is inline in rcap_block.h.
 */
#include "rcap_block.h"

void rcap_block_begin(rcap_writer *writer, void *block, size_t block_bytes) {
    writer->base = block;
    writer->next = writer->base + RCAP_HEADER_BYTES;
    writer->end = writer->base + block_bytes;
    writer->last = NULL;
    writer->packets = 0;
    writer->unordered = 0;
    writer->newest_ns = 0;
}

static int64_t timestamp_ns(const uint8_t *at) {
    rcap_record record;
    memcpy(&record, at, sizeof record);
    return (int64_t)record.ts_sec * 1000000000 + record.ts_nsec;
}

int rcap_block_seal(rcap_writer *writer, uint16_t flags, uint16_t interface_index, uint16_t link_type,
                    int64_t dropped) {
    const uint8_t *first = writer->base + RCAP_HEADER_BYTES;
    bool has_packets = writer->packets > 0;
    const rcap_block_header header = {
        .magic = RCAP_BLOCK_MAGIC,
        .version = RCAP_BLOCK_VERSION,
        .flags = (uint16_t)(flags | (writer->unordered != 0 ? RCAP_BLOCK_UNORDERED : 0)),
        .body_bytes = rcap_block_body_bytes(writer),
        .packets = writer->packets,
        .first_ts_ns = has_packets ? timestamp_ns(first) : 0,
        .last_ts_ns = has_packets ? timestamp_ns(writer->last) : 0,
        .dropped = dropped,
        .interface_index = interface_index,
        .link_type = link_type,
    };
    memcpy(writer->base, &header, sizeof header);
    return (int)writer->packets;
}
