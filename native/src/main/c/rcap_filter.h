/*
 * Filter expressions.
 *
 * Compilation is under a process-wide lock where libpcap is older than 1.8, whose pcap_compile was not thread-safe.
 * From 1.8 on it is, and a lock would let one session's absurd filter (the optimizer takes 10 s for 800 ports) or slow
 * name server hold up all others. A live handle always gets a program, also for "everything", because the kernel cuts
 * to snaplen only in a filter. A file's program is applied by our own callback, so that a dispatch can be bounded also
 * when the filter rejects everything.
 */
#ifndef RCAP_FILTER_H
#define RCAP_FILTER_H

#include "rcap_libpcap.h"
#include "rcap_source.h"

/*
 * Compiles a filter for packets of a LINKTYPE_, without a handle. The caller frees the program exactly once when this
 * returned 0. Any thread.
 */
int rcap_filter_compile(const char *filter, int link_type, int snaplen, struct bpf_program *program, rcap_error *error);

/* Compiles and throws away. Returns 0 or a code and text. Any thread. */
int rcap_filter_check(const char *filter, int link_type, int snaplen, rcap_error *error);

#endif
