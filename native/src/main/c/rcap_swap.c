/*
 * The kernel's filter in one step. See rcap_swap.h.
 *
 * libpcap judges by itself what waits in the ring when it installs a program, and one ring block more, with its own
 * copy of that program. Only behind those the kernel alone decides, and its program may be replaced past libpcap. That
 * they are through is known when the ring was seen empty twice with packets before, or when more packets have come than
 * the ring held then and a ring block can hold.
 */
#include "rcap_swap.h"

#include <linux/filter.h>
#include <linux/if_packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "rcap_source_impl.h"

enum {
    LINKTYPE_SLL = 113,
    SLL_BYTES = 16,
    SLL_PROTOCOL_AT = 14,
    DRY_RUNS = 2,
    BLOCK_PACKETS = 5000 /* more than a ring block of 256 KiB can hold */
};

int rcap_attach(int fd, const struct bpf_insn *code, unsigned int count) {
    struct sock_fprog program = {.len = (unsigned short)count, .filter = (struct sock_filter *)(uintptr_t)code};
    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

int rcap_reject_all(const rcap_source *source) {
    const struct bpf_insn reject = {.code = BPF_RET | BPF_K, .k = 0};
    return rcap_attach(source->fd, &reject, 1);
}

/* Asked with no room the kernel tells how long its program is. libpcap removes it where it filters by itself. */
static bool kernel_has(int fd, unsigned int count) {
    socklen_t length = 0;
    return getsockopt(fd, SOL_SOCKET, SO_GET_FILTER, NULL, &length) == 0 && length == count;
}

void rcap_swap_installed(rcap_source *source, const struct bpf_program *program) {
    source->kernel_filters = source->tpacket > 0 && kernel_has(source->fd, program->bf_len);
    source->dry_runs = 0;
    rcap_source_refresh_stats(source);
    source->installed_at = source->received - source->dropped;
}

static bool is_kernels(const rcap_source *source) {
    return source->kernel_filters &&
           (source->dry_runs >= DRY_RUNS || source->delivered >= source->installed_at + BLOCK_PACKETS);
}

/*
 * A cooked socket's packets begin behind the link-layer header that libpcap puts before them: what the program asks of
 * that header the kernel has in other places. Returns false for what it has not.
 */
static bool move_cooked(struct bpf_insn *at) {
    int class = BPF_CLASS(at->code);
    int mode = BPF_MODE(at->code);
    bool reads = (class == BPF_LD || class == BPF_LDX) && (mode == BPF_ABS || mode == BPF_IND || mode == BPF_MSH);
    if (!reads || (int32_t)at->k < 0) {
        return true; /* the kernel's own places are negative */
    }
    if (at->k >= SLL_BYTES) {
        at->k -= SLL_BYTES;
    } else if (at->k == 0) {
        at->k = (uint32_t)(SKF_AD_OFF + SKF_AD_PKTTYPE);
    } else if (at->k == SLL_PROTOCOL_AT) {
        at->k = (uint32_t)(SKF_AD_OFF + SKF_AD_PROTOCOL);
    } else {
        return false;
    }
    return true;
}

static bool attach_cooked(const rcap_source *source, const struct bpf_program *program) {
    struct bpf_insn *code = malloc(program->bf_len * sizeof *code);
    bool done = code != NULL;
    for (unsigned int i = 0; done && i < program->bf_len; i++) {
        code[i] = program->bf_insns[i];
        done = move_cooked(&code[i]);
    }
    done = done && rcap_attach(source->fd, code, program->bf_len) == 0;
    free(code);
    return done;
}

bool rcap_swap_filter(rcap_source *source, const struct bpf_program *program) {
    if (!is_kernels(source) || program->bf_len == 0 || program->bf_len > BPF_MAXINSNS) {
        return false;
    }
    return source->link_type == LINKTYPE_SLL ? attach_cooked(source, program)
                                             : rcap_attach(source->fd, program->bf_insns, program->bf_len) == 0;
}
