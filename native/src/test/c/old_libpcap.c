/*
 * A libpcap of the days before 1.2, for tests: the installed one behind forwarding functions, without what came later.
 *
 * It opens the real library itself instead of being linked to it, because dlsym on a library also finds what the
 * libraries it is linked to export, and then nothing would be missing.
 */
#include <dlfcn.h>
#include <stdlib.h>

#include "rcap_libpcap.h"

#define EXPORT __attribute__((visibility("default")))

static void *real(const char *name) {
    static const char *const names[] = {"libpcap.so.0.8", "libpcap.so.1", "libpcap.so"};
    void *library = NULL;
    for (int i = 0; i < 3 && library == NULL; i++) {
        library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    }
    void *address = library != NULL ? dlsym(library, name) : NULL;
    if (address == NULL) {
        abort();
    }
    return address;
}

/* Declares pcap_<name> with the type that rcap_libpcap gives it; `answer` is return, or nothing for a void function. */
#define FORWARD_AS(answer, result, name, parameters, arguments)                                                        \
    EXPORT result pcap_##name parameters;                                                                              \
    EXPORT result pcap_##name parameters {                                                                             \
        result(*call) parameters;                                                                                      \
        *(void **)&call = real("pcap_" #name);                                                                         \
        answer call arguments;                                                                                         \
    }
#define FORWARD(result, name, parameters, arguments) FORWARD_AS(return, result, name, parameters, arguments)
#define FORWARD_VOID(name, parameters, arguments) FORWARD_AS(, void, name, parameters, arguments)

EXPORT const char *pcap_lib_version(void);
EXPORT const char *pcap_lib_version(void) {
    return "libpcap version 1.1.1";
}

FORWARD(pcap_t *, create, (const char *device, char *text), (device, text))
FORWARD(int, set_snaplen, (pcap_t * p, int value), (p, value))
FORWARD(int, set_promisc, (pcap_t * p, int value), (p, value))
FORWARD(int, set_timeout, (pcap_t * p, int value), (p, value))
FORWARD(int, set_buffer_size, (pcap_t * p, int value), (p, value))
FORWARD(int, activate, (pcap_t * p), (p))
FORWARD(int, setnonblock, (pcap_t * p, int value, char *text), (p, value, text))
FORWARD(int, setdirection, (pcap_t * p, int value), (p, value))
FORWARD(int, get_selectable_fd, (pcap_t * p), (p))
FORWARD(int, datalink, (pcap_t * p), (p))
FORWARD(int, snapshot, (pcap_t * p), (p))
FORWARD(int, dispatch, (pcap_t * p, int count, rcap_handler handler, unsigned char *user), (p, count, handler, user))
FORWARD_VOID(breakloop, (pcap_t * p), (p))
FORWARD(int, stats, (pcap_t * p, struct pcap_stat *out), (p, out))
FORWARD(char *, geterr, (pcap_t * p), (p))
FORWARD(const char *, statustostr, (int status), (status))
FORWARD_VOID(close, (pcap_t * p), (p))
FORWARD(pcap_t *, open_dead, (int link_type, int snaplen), (link_type, snaplen))
FORWARD(pcap_t *, fopen_offline, (FILE * file, char *text), (file, text))
FORWARD(int, compile, (pcap_t * p, struct bpf_program *program, const char *text, int optimize, uint32_t netmask),
        (p, program, text, optimize, netmask))
FORWARD(int, setfilter, (pcap_t * p, struct bpf_program *program), (p, program))
FORWARD(int, offline_filter,
        (const struct bpf_program *program, const struct pcap_pkthdr *header, const unsigned char *data),
        (program, header, data))
FORWARD_VOID(freecode, (struct bpf_program * program), (program))
FORWARD(int, findalldevs, (struct pcap_if * *list, char *text), (list, text))
FORWARD_VOID(freealldevs, (struct pcap_if * list), (list))
