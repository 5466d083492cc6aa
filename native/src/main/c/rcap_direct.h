/*
 * Reading plain pcap files straight into the block: one pread per block, no callback and no second copy.
 *
 *   page cache --pread--> block --walk over the record headers--> what is whole counts, the rest is read again
 *
 * Only what needs no judgement is read so: classic pcap in this machine's byte order, everything wanted, no record cut.
 * libpcap opens every file and decides what it is; as soon as anything is unusual (a filter is set, a record is too
 * long, torn or cannot be read) it goes on at that very record, so that its rules and its words hold for what is wrong.
 */
#ifndef RCAP_DIRECT_H
#define RCAP_DIRECT_H

#include "rcap_source_impl.h"

/* Looks whether the pass that libpcap has just opened can be read directly. Owner's thread. */
void rcap_direct_begin(rcap_source *source);

/*
 * Fills the block. Returns an rcap_pull, or RCAP_E_END at the end of the pass, or another code with text. After
 * RCAP_PULL_MORE source->direct tells whether to go on here or with libpcap. Owner's thread.
 */
int rcap_direct_pull(rcap_source *source);

#endif
