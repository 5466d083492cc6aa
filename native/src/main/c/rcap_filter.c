/*
 * Compiling and installing filters. See rcap_filter.h.
 */
#include "rcap_filter.h"

#include <pthread.h>

#include "rcap_linktype.h"
#include "rcap_source_impl.h"
#include "rcap_swap.h"

static pthread_mutex_t compile_lock = PTHREAD_MUTEX_INITIALIZER;

/* "libpcap version 1.10.3 ...": true from 1.8 on, false when it cannot be read. */
static bool is_thread_safe(const rcap_libpcap *lib) {
    int major = 0;
    int minor = 0;
    bool known = sscanf(lib->lib_version(), "libpcap version %d.%d", &major, &minor) == 2;
    return known && (major > 1 || (major == 1 && minor >= 8));
}

/* Compiles into *program, which the caller frees exactly once when this returned 0. Any thread. */
static int compile(const rcap_libpcap *lib, pcap_t *pcap, const char *filter, struct bpf_program *program,
                   rcap_error *error) {
    bool locked = !is_thread_safe(lib);
    if (locked) {
        pthread_mutex_lock(&compile_lock);
    }
    int result = lib->compile(pcap, program, filter, 1, PCAP_NETMASK_UNKNOWN);
    if (result != 0) {
        result = rcap_fail(error, RCAP_E_FILTER, "filter: %s", lib->geterr(pcap));
    }
    if (locked) {
        pthread_mutex_unlock(&compile_lock);
    }
    return result;
}

int rcap_filter_compile(const char *filter, int link_type, int snaplen, struct bpf_program *program,
                        rcap_error *error) {
    const rcap_libpcap *lib = rcap_libpcap_get(error);
    if (lib == NULL) {
        return RCAP_E_NO_LIBPCAP;
    }
    if (link_type < 0 || snaplen < 1 || snaplen > RCAP_MAX_SNAPLEN) {
        return rcap_fail(error, RCAP_E_INVALID, "link type %d or snaplen %d is out of range", link_type, snaplen);
    }
    pcap_t *dead = lib->open_dead(rcap_dlt_of_linktype(link_type), snaplen);
    if (dead == NULL) {
        return rcap_fail(error, RCAP_E_NO_MEMORY, "no memory for a filter");
    }
    int result = compile(lib, dead, filter, program, error);
    lib->close(dead);
    return result;
}

int rcap_filter_check(const char *filter, int link_type, int snaplen, rcap_error *error) {
    struct bpf_program program = {0};
    int result = rcap_filter_compile(filter, link_type, snaplen, &program, error);
    if (result == RCAP_OK) {
        rcap_libpcap_get(NULL)->freecode(&program);
    }
    return result;
}

/*
 * The packet that did not fit into the last block was let in by the former filter. libpcap asks the new one about what
 * is in the kernel's ring already; the packet must not be the one exception. The program for it is compiled without the
 * handle: one for a live handle may ask the kernel for a VLAN tag that libpcap has put back into the packet.
 */
static void judge_carry(rcap_source *source, const char *expression) {
    struct bpf_program program = {0};
    if (source->carry_bytes == 0 ||
        rcap_filter_compile(expression, source->link_type, RCAP_MAX_SNAPLEN, &program, NULL) != RCAP_OK) {
        return;
    }
    rcap_record record;
    memcpy(&record, source->carry, sizeof record);
    const struct pcap_pkthdr header = {.caplen = record.caplen, .len = record.len};
    if (source->lib->offline_filter(&program, &header, source->carry + RCAP_RECORD_BYTES) == 0) {
        source->carry_bytes = 0;
    }
    source->lib->freecode(&program);
}

/* Gives a live handle the program. libpcap copies it, and judges by it what waits; so does this with the carry. */
static int install_live(rcap_source *source, struct bpf_program *program, const char *expression, rcap_error *error) {
    int result = RCAP_OK;
    if (!rcap_swap_filter(source, program)) {
        if (source->lib->setfilter(source->pcap, program) != 0) {
            result = rcap_fail(error, RCAP_E_FILTER, "filter: %s", source->lib->geterr(source->pcap));
        } else {
            rcap_swap_installed(source, program);
            judge_carry(source, expression);
        }
    }
    source->lib->freecode(program);
    return result;
}

/* Keeps the program in the source instead of the former one. */
static void install_file(rcap_source *source, const struct bpf_program *program, bool everything) {
    if (source->has_program) {
        source->lib->freecode(&source->program);
    }
    source->program = *program;
    source->has_program = true;
    /* Without a filter the packets fill the block, which bounds a dispatch; with one a count has to. */
    source->handler = everything ? rcap_on_packet : rcap_on_packet_filtered;
    source->chunk = everything ? -1 : 8192;
}

int rcap_source_set_filter(rcap_source *source, const char *filter, rcap_error *error) {
    const char *expression = filter != NULL ? filter : "";
    struct bpf_program program = {0};
    if (source->pcap == NULL) {
        return rcap_fail(error, RCAP_E_INVALID, "the source has ended");
    }
    int result = compile(source->lib, source->pcap, expression, &program, error);
    if (result != RCAP_OK) {
        return result;
    }
    if (source->live) {
        return install_live(source, &program, expression, error);
    }
    install_file(source, &program, expression[0] == '\0');
    judge_carry(source, expression);
    return RCAP_OK;
}
