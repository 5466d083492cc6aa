/*
 * Replacing the kernel's filter of a packet socket in one step: a packet is judged by the former program or by the new
 * one. libpcap's own pcap_setfilter shuts the socket for some ten microseconds instead, and what comes then is lost and
 * counted by nobody.
 */
#ifndef RCAP_SWAP_H
#define RCAP_SWAP_H

#include <stdbool.h>

#include "rcap_libpcap.h"
#include "rcap_source.h"

/* Has the kernel judge by these instructions from now on. Returns 0, or -1 and errno. */
int rcap_attach(int fd, const struct bpf_insn *code, unsigned int count);

/* Lets nothing more into the ring; packets in it are not touched. Returns 0, or -1 and errno. Owner's thread. */
int rcap_reject_all(const rcap_source *source);

/* Notes that libpcap has just installed the program: whether the kernel has it, and what was let in before. Owner's
 * thread. */
void rcap_swap_installed(rcap_source *source, const struct bpf_program *program);

/*
 * Returns true when the kernel has the program now; what it has let in before stays in the ring and is delivered.
 * False when libpcap has to install it. The program was compiled with the source's handle. Owner's thread.
 */
bool rcap_swap_filter(rcap_source *source, const struct bpf_program *program);

#endif
