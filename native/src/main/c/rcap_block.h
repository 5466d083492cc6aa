/*
 * The block: what one fill produces, and the one layout that C and Java share.
 *
 *   0         4     6     8          12        16            24             32
 *   | magic   | ver | flg | bodyByte | packets | sequence    | first_ts_ns  | last_ts_ns
 *   40               48          56     58      60              64
 *   | packets_before | dropped   | ifIdx| link  | config_version | records ...
 *
 * Native byte order. After the header come pcap records exactly as a nanosecond pcap file holds them, unpadded:
 * u32 ts_sec, u32 ts_nsec, u32 caplen, u32 len, caplen bytes. The body can therefore be written to a pcap file as it
 * is.
 *
 * rcap_block_append is the hot path: inline, no allocation, no clock, one bounds check, one memcpy.
 */
#ifndef RCAP_BLOCK_H
#define RCAP_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define RCAP_BLOCK_MAGIC 0x31424352u /* "RCB1" in little-endian memory */
#define RCAP_BLOCK_VERSION 1
#define RCAP_BLOCK_END 1       /* set by Java only */
#define RCAP_BLOCK_META 2      /* set by Java only */
#define RCAP_BLOCK_TRUNCATED 4 /* the source file is torn right after this block's last packet */
#define RCAP_BLOCK_UNORDERED 8 /* a packet is older than the one before it: first and last time are not its bounds */

#define RCAP_HEADER_BYTES 64
#define RCAP_RECORD_BYTES 16
#define RCAP_MAX_SNAPLEN 262144
#define RCAP_MIN_BLOCK_BYTES (RCAP_HEADER_BYTES + RCAP_RECORD_BYTES + RCAP_MAX_SNAPLEN)
#define RCAP_DROPPED_UNKNOWN (-1)

typedef struct rcap_block_header {
    uint32_t magic;
    uint16_t version;
    uint16_t flags;
    uint32_t body_bytes;
    uint32_t packets;
    int64_t sequence; /* Java writes */
    int64_t first_ts_ns;
    int64_t last_ts_ns;
    int64_t packets_before; /* Java writes */
    int64_t dropped;        /* kernel drops of this interface so far, or RCAP_DROPPED_UNKNOWN */
    uint16_t interface_index;
    uint16_t link_type;
    uint32_t config_version; /* Java writes */
} rcap_block_header;

typedef struct rcap_record {
    uint32_t ts_sec;
    uint32_t ts_nsec;
    uint32_t caplen;
    uint32_t len;
} rcap_record;

_Static_assert(offsetof(rcap_block_header, magic) == 0, "layout");
_Static_assert(offsetof(rcap_block_header, version) == 4, "layout");
_Static_assert(offsetof(rcap_block_header, flags) == 6, "layout");
_Static_assert(offsetof(rcap_block_header, body_bytes) == 8, "layout");
_Static_assert(offsetof(rcap_block_header, packets) == 12, "layout");
_Static_assert(offsetof(rcap_block_header, sequence) == 16, "layout");
_Static_assert(offsetof(rcap_block_header, first_ts_ns) == 24, "layout");
_Static_assert(offsetof(rcap_block_header, last_ts_ns) == 32, "layout");
_Static_assert(offsetof(rcap_block_header, packets_before) == 40, "layout");
_Static_assert(offsetof(rcap_block_header, dropped) == 48, "layout");
_Static_assert(offsetof(rcap_block_header, interface_index) == 56, "layout");
_Static_assert(offsetof(rcap_block_header, link_type) == 58, "layout");
_Static_assert(offsetof(rcap_block_header, config_version) == 60, "layout");
_Static_assert(sizeof(rcap_block_header) == RCAP_HEADER_BYTES, "layout");
_Static_assert(sizeof(rcap_record) == RCAP_RECORD_BYTES, "layout");

/* Where the next record goes. Lives outside the block, on the thread that fills it. */
typedef struct rcap_writer {
    uint8_t *next; /* first free byte */
    uint8_t *end;  /* one past the block */
    uint8_t *last; /* newest record, NULL when the body is empty */
    uint8_t *base; /* the block */
    uint32_t packets;
    uint32_t unordered; /* not 0 when a packet was older than the one before it */
    int64_t newest_ns;  /* time of the newest record */
} rcap_writer;

/*
 * Begins an empty block at `block` (8-byte aligned, at least RCAP_HEADER_BYTES long). Touches nothing of it yet.
 * Any thread; the writer belongs to the caller.
 */
void rcap_block_begin(rcap_writer *writer, void *block, size_t block_bytes);

/*
 * Appends one packet. Returns true, or false with the block untouched when it does not fit.
 * `data` must hold caplen bytes. Same thread as begin.
 */
static inline bool rcap_block_append(rcap_writer *writer, const rcap_record *record, const void *data) {
    size_t room = (size_t)(writer->end - writer->next);
    /* Subtracting on the side of the room: caplen comes from a file or the kernel and must not be able to wrap the sum.
     */
    if (__builtin_expect(room < RCAP_RECORD_BYTES || room - RCAP_RECORD_BYTES < record->caplen, 0)) {
        return false;
    }
    uint8_t *at = writer->next;
    memcpy(at, record, RCAP_RECORD_BYTES); /* records are unpadded, so `at` may be unaligned */
    memcpy(at + RCAP_RECORD_BYTES, data, record->caplen);
    writer->last = at;
    writer->next = at + RCAP_RECORD_BYTES + record->caplen;
    writer->packets++;
    int64_t time_ns = (int64_t)record->ts_sec * 1000000000 + record->ts_nsec;
    writer->unordered |= time_ns < writer->newest_ns;
    writer->newest_ns = time_ns;
    return true;
}

/* Bytes of records appended so far. */
static inline uint32_t rcap_block_body_bytes(const rcap_writer *writer) {
    return (uint32_t)(size_t)(writer->next - writer->base) - RCAP_HEADER_BYTES;
}

/*
 * Writes the header's C part (the fields marked "Java writes" become 0). After this the block is readable.
 * Returns the number of packets. Same thread as begin.
 */
int rcap_block_seal(rcap_writer *writer, uint16_t flags, uint16_t interface_index, uint16_t link_type, int64_t dropped);

#endif
