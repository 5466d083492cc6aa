/*
 * Records of a block as enhanced packet blocks of a pcapng file.
 *
 *   0   4        8           12        16       20         24         28
 *   | 6 | length | interface | ts high | ts low | captured | original | data | 0 to 32 bits | length |
 */
#ifndef RCAP_PCAPNG_H
#define RCAP_PCAPNG_H

#include <stdint.h>

typedef struct rcap_pcapng {
    uint32_t at;   /* where the next record begins */
    uint32_t used; /* bytes of the output */
} rcap_pcapng;

/*
 * Converts the records of `block` from byte `at` to byte `end` until `room` bytes of `out` are used up. It stops before
 * a record that is not whole or longer than any packet. Stateless; the caller owns both memories and has checked that
 * they are so long.
 */
rcap_pcapng rcap_pcapng_convert(const uint8_t *block, uint32_t at, uint32_t end, uint32_t interface_index, uint8_t *out,
                                uint32_t room);

#endif
