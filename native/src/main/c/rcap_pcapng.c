/*
 * See rcap_pcapng.h.
 */
#include "rcap_pcapng.h"

#include <string.h>

#include "rcap_block.h"

enum { ENHANCED_PACKET = 6, DATA_AT = 28, OVERHEAD = DATA_AT + 4, TAIL_BYTES = 8 };

rcap_pcapng rcap_pcapng_convert(const uint8_t *block, uint32_t at, uint32_t end, uint32_t interface_index, uint8_t *out,
                                uint32_t room) {
    uint32_t used = 0;
    while (end - at >= RCAP_RECORD_BYTES) {
        rcap_record record;
        memcpy(&record, block + at, sizeof record);
        if (record.caplen > RCAP_MAX_SNAPLEN || record.caplen > end - at - RCAP_RECORD_BYTES) {
            break;
        }
        uint32_t length = OVERHEAD + ((record.caplen + 3) & ~3u);
        if (length > room - used) {
            break;
        }
        uint8_t *to = out + used;
        uint64_t time_ns = (uint64_t)record.ts_sec * 1000000000 + record.ts_nsec;
        const uint32_t tail[] = {0, length};
        const uint32_t head[] = {ENHANCED_PACKET,   length,        interface_index, (uint32_t)(time_ns >> 32),
                                 (uint32_t)time_ns, record.caplen, record.len};
        _Static_assert(sizeof head == DATA_AT && sizeof tail == TAIL_BYTES, "layout");
        /* The padding first: what it zeroes too much is written after it. */
        memcpy(to + length - TAIL_BYTES, tail, sizeof tail);
        memcpy(to, head, sizeof head);
        memcpy(to + DATA_AT, block + at + RCAP_RECORD_BYTES, record.caplen);
        used += length;
        at += RCAP_RECORD_BYTES + record.caplen;
    }
    return (rcap_pcapng){.at = at, .used = used};
}
