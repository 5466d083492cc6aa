/*
 * Opening a device: create, set, activate, non-blocking, direction, filter.
 *
 * Always non-blocking: a blocking TPACKET_V3 handle never returns on an idle link, whatever its timeout; waiting is the
 * group's own poll. The timeout is therefore only the time after which the kernel hands over a partly filled ring
 * block, and 0 (never) is refused.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rcap_linktype.h"
#include "rcap_netns.h"
#include "rcap_source_impl.h"
#include "rcap_swap.h"

enum { WARNING_PROMISC_NOTSUP = 2, RCAP_MOST_FANOUT = PACKET_FANOUT_QM + 1 };

static int check(const rcap_live_options *options, rcap_error *error) {
    if (options->device == NULL || options->device[0] == '\0') {
        return rcap_fail(error, RCAP_E_INVALID, "a live source needs a device name");
    }
    if (options->snaplen < 1 || options->snaplen > RCAP_MAX_SNAPLEN) {
        return rcap_fail(error, RCAP_E_INVALID, "snaplen %d is not in 1..%d", options->snaplen, RCAP_MAX_SNAPLEN);
    }
    if (options->timeout_ms < 1) {
        return rcap_fail(error, RCAP_E_INVALID, "timeout %d ms: at least 1, else the kernel keeps partly filled blocks",
                         options->timeout_ms);
    }
    if (options->fanout < 0 || options->fanout > RCAP_MOST_FANOUT) {
        return rcap_fail(error, RCAP_E_INVALID, "fan-out %d is out of range", options->fanout);
    }
    if (options->buffer_bytes < 0 || options->direction < RCAP_INOUT || options->direction > RCAP_OUT) {
        return rcap_fail(error, RCAP_E_INVALID, "kernel buffer or direction is out of range");
    }
    return RCAP_OK;
}

static int code_of(int status) {
    switch (status) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
        return RCAP_E_NO_INTERFACE;
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        return RCAP_E_PERMISSION;
    default:
        return RCAP_E_ACTIVATE;
    }
}

/* What an old libpcap may lack. Refused when it was asked for and has no equal, else the fallback shows in the
 * effective values. */
static int set_optional(rcap_source *source, const rcap_live_options *options, rcap_error *error) {
    const rcap_libpcap *lib = source->lib;
    pcap_t *pcap = source->pcap;
    source->fraction_scale = 1000;
    source->timestamp_type = PCAP_TSTAMP_HOST;
    if (options->immediate &&
        (lib->set_immediate_mode == NULL || lib->set_immediate_mode(pcap, options->immediate ? 1 : 0) != 0)) {
        return rcap_fail(error, RCAP_E_NOT_SUPPORTED, "%s: this libpcap has no immediate mode", options->device);
    }
    if (options->timestamp_type != RCAP_TIMESTAMP_DEFAULT && lib->set_tstamp_type != NULL &&
        lib->set_tstamp_type(pcap, options->timestamp_type) == 0) {
        source->timestamp_type = options->timestamp_type;
    }
    if (lib->set_tstamp_precision != NULL && lib->get_tstamp_precision != NULL) {
        (void)lib->set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
    }
    return RCAP_OK;
}

static int set_and_activate(rcap_source *source, const rcap_live_options *options, rcap_error *error) {
    const rcap_libpcap *lib = source->lib;
    pcap_t *pcap = source->pcap;
    int status = 0;
    if (lib->set_snaplen(pcap, options->snaplen) != 0 || lib->set_promisc(pcap, options->promiscuous ? 1 : 0) != 0 ||
        lib->set_timeout(pcap, options->timeout_ms) != 0 ||
        (options->buffer_bytes > 0 && lib->set_buffer_size(pcap, options->buffer_bytes) != 0)) {
        return rcap_fail(error, RCAP_E_ACTIVATE, "%s: %s", options->device, lib->geterr(pcap));
    }
    int result = set_optional(source, options, error);
    if (result != RCAP_OK) {
        return result;
    }
    status = lib->activate(pcap);
    if (status < 0) {
        const char *status_text = lib->statustostr(status);
        const char *detail = lib->geterr(pcap);
        bool says_more = detail[0] != '\0' && strcmp(detail, status_text) != 0;
        return rcap_fail(error, code_of(status), "%s: %s%s%s", options->device, status_text, says_more ? ": " : "",
                         says_more ? detail : "");
    }
    /* The "any" device has no promiscuous mode, and libpcap 1.10 loses the warning that would say so. */
    source->promiscuous =
        options->promiscuous && status != WARNING_PROMISC_NOTSUP && strcmp(options->device, "any") != 0;
    if (status == PCAP_WARNING_TSTAMP_TYPE_NOTSUP) {
        source->timestamp_type = PCAP_TSTAMP_HOST;
    }
    if (lib->get_tstamp_precision != NULL && lib->get_tstamp_precision(pcap) == PCAP_TSTAMP_PRECISION_NANO) {
        source->fraction_scale = 1;
    }
    return RCAP_OK;
}

/* The part that makes sockets, in the device's namespace. */
static int open_in_namespace(rcap_source *source, const rcap_live_options *options, rcap_error *error) {
    char text[PCAP_ERRBUF_SIZE] = "";
    rcap_netns saved;
    int result = rcap_netns_enter(options->netns, &saved, error);
    if (result != RCAP_OK) {
        return result;
    }
    source->pcap = source->lib->create(options->device, text);
    if (source->pcap == NULL) {
        result = rcap_fail(error, RCAP_E_ACTIVATE, "%s: %s", options->device, text);
    } else {
        result = set_and_activate(source, options, error);
    }
    /* A thread that cannot go back outranks whatever else went wrong. */
    rcap_error stuck;
    if (rcap_netns_leave(&saved, &stuck) != RCAP_OK) {
        return rcap_fail(error, RCAP_E_NETNS_STUCK, "%s", stuck.text);
    }
    return result;
}

/* libpcap's ps_ifdrop reads /sys of the mount's namespace, only when promiscuous, and takes a missing file for 0. */
static bool knows_interface_drops(const rcap_source *source, const rcap_live_options *options) {
    char path[128];
    if (!source->promiscuous || options->netns != NULL) {
        return false;
    }
    (void)snprintf(path, sizeof path, "/sys/class/net/%.64s/statistics/rx_missed_errors", options->device);
    return access(path, R_OK) == 0;
}

/* Joins the sockets among which the kernel shares out an interface's packets. */
static int join_fanout(rcap_source *source, const rcap_live_options *options, rcap_error *error) {
    if (options->fanout == 0) {
        return RCAP_OK;
    }
    if (source->tpacket <= 0) {
        return rcap_fail(error, RCAP_E_NOT_SUPPORTED, "%s: no packet socket, so it cannot be shared out",
                         options->device);
    }
    /* The kernel finds a number for a new group that no other program uses. */
    uint32_t flags = options->fanout_of < 0 ? PACKET_FANOUT_FLAG_UNIQUEID : 0;
    uint32_t number = options->fanout_of < 0 ? 0 : (uint32_t)options->fanout_of & 0xffff;
    uint32_t wanted = number | ((uint32_t)(options->fanout - 1) | flags) << 16;
    if (setsockopt(source->fd, SOL_PACKET, PACKET_FANOUT, &wanted, sizeof wanted) != 0) {
        return rcap_fail_errno(error, RCAP_E_NOT_SUPPORTED, errno, "%s: cannot share out its packets", options->device);
    }
    uint32_t joined = 0;
    socklen_t bytes = sizeof joined;
    if (getsockopt(source->fd, SOL_PACKET, PACKET_FANOUT, &joined, &bytes) != 0) {
        return rcap_fail_errno(error, RCAP_E_NOT_SUPPORTED, errno, "%s: does not tell its group", options->device);
    }
    /* 0 is a group like others: the first one since the machine was started. */
    source->fanout_group = (int)(joined & 0xffff);
    return RCAP_OK;
}

int rcap_source_fanout(const rcap_source *source) {
    return source->fanout_group;
}

/* Tells namespaces apart: the inode of the file that names one, 0 for the caller's own and for none. */
static uint64_t namespace_of(const char *path) {
    struct statx status;
    /* statx, because glibc gave stat a symbol version (2.33) that older systems do not have. */
    return path != NULL && statx(AT_FDCWD, path, 0, STATX_INO, &status) == 0 ? status.stx_ino : 0;
}

static int tpacket_version(int fd) {
    int version = 0;
    socklen_t bytes = sizeof version;
    return getsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, &bytes) == 0 ? version + 1 : -1;
}

/* What comes after activation and needs no namespace. */
static int finish(rcap_source *source, const rcap_live_options *options, rcap_error *error) {
    const rcap_libpcap *lib = source->lib;
    char text[PCAP_ERRBUF_SIZE] = "";
    if (lib->setnonblock(source->pcap, 1, text) != 0) {
        return rcap_fail(error, RCAP_E_ACTIVATE, "%s: cannot be made non-blocking: %s", options->device, text);
    }
    source->fd = lib->get_selectable_fd(source->pcap);
    if (source->fd < 0) {
        return rcap_fail(error, RCAP_E_NOT_SUPPORTED, "%s: this kind of device cannot be polled", options->device);
    }
    if (options->direction != RCAP_INOUT && lib->setdirection(source->pcap, options->direction) != 0) {
        return rcap_fail(error, RCAP_E_NOT_SUPPORTED, "%s: direction: %s", options->device, lib->geterr(source->pcap));
    }
    source->tpacket = tpacket_version(source->fd);
    source->link_type = rcap_linktype_of_dlt(lib->datalink(source->pcap));
    source->timeout_ms = options->timeout_ms;
    source->interface_drops_known = knows_interface_drops(source, options);
    source->interface_dropped = source->interface_drops_known ? 0 : -1;
    int result = rcap_source_set_filter(source, options->filter, error);
    /* With its filter, so that it never takes packets from the others that it does not want. */
    return result == RCAP_OK ? join_fanout(source, options, error) : result;
}

int rcap_source_open_live(const rcap_live_options *options, rcap_source **out, rcap_error *error) {
    *out = NULL;
    int result = check(options, error);
    if (result != RCAP_OK) {
        return result;
    }
    const rcap_libpcap *lib = rcap_libpcap_get(error);
    if (lib == NULL) {
        return RCAP_E_NO_LIBPCAP;
    }
    rcap_source *source = rcap_source_new(lib, error);
    if (source == NULL) {
        return RCAP_E_NO_MEMORY;
    }
    source->live = true;
    source->netns_inode = namespace_of(options->netns);
    result = open_in_namespace(source, options, error);
    if (result == RCAP_OK) {
        result = finish(source, options, error);
    }
    if (result != RCAP_OK) {
        rcap_source_close(source);
        return result;
    }
    rcap_source_refresh_stats(source);
    *out = source;
    return RCAP_OK;
}

/* Puts what was opened anew into the place of what is gone. */
static void take_over(rcap_source *source, rcap_source *fresh) {
    /* What its socket took in since it was told to be gone, when it came up again before anybody looked, is lost. */
    int64_t told = rcap_source_in_flight(source);
    (void)rcap_reject_all(source);
    rcap_source_refresh_stats(source);
    int64_t left = rcap_source_in_flight(source);
    source->undrained += left > told ? left - told : 0;
    source->missing += left;
    source->lib->close(source->pcap);
    source->pcap = fresh->pcap;
    fresh->pcap = NULL;
    source->fd = fresh->fd;
    source->netns_inode = fresh->netns_inode;
    source->tpacket = fresh->tpacket;
    source->fanout_group = fresh->fanout_group;
    source->timeout_ms = fresh->timeout_ms;
    source->timestamp_type = fresh->timestamp_type;
    source->fraction_scale = fresh->fraction_scale;
    source->promiscuous = fresh->promiscuous;
    source->kernel_filters = fresh->kernel_filters;
    source->dry_runs = fresh->dry_runs;
    source->last_stat = fresh->last_stat;
    source->received += fresh->received;
    source->dropped += fresh->dropped;
    source->installed_at = source->received - source->dropped;
    if (source->interface_drops_known && fresh->interface_drops_known) {
        source->interface_dropped += fresh->interface_dropped;
    } else {
        rcap_source_forget_interface_drops(source);
    }
    source->stopped = false;
    rcap_source_publish(source);
}

/*
 * Asks the socket of the interface that is gone, which is still in its namespace, whether there is one of that name
 * that is up: two microseconds instead of the tens of milliseconds that an opening takes which fails.
 */
static int look(const rcap_source *source, const rcap_live_options *options, rcap_error *error) {
    struct ifreq request = {0};
    size_t length = strlen(options->device);
    if (length >= sizeof request.ifr_name || namespace_of(options->netns) != source->netns_inode) {
        return RCAP_OK; /* another namespace under this path: only an opening can tell */
    }
    memcpy(request.ifr_name, options->device, length);
    if (ioctl(source->fd, SIOCGIFFLAGS, &request) != 0) {
        return rcap_fail_errno(error, RCAP_E_NO_INTERFACE, errno, "%s", options->device);
    }
    return (request.ifr_flags & IFF_UP) != 0 ? RCAP_OK
                                             : rcap_fail(error, RCAP_E_INTERFACE_GONE, "%s is down", options->device);
}

int rcap_source_reopen(rcap_source *source, const rcap_live_options *options, rcap_error *error) {
    rcap_source *fresh;
    int result = check(options, error);
    if (result == RCAP_OK) {
        result = look(source, options, error);
    }
    if (result == RCAP_OK) {
        result = rcap_source_open_live(options, &fresh, error);
    }
    if (result != RCAP_OK) {
        return result;
    }
    if (fresh->link_type == source->link_type) {
        take_over(source, fresh);
    } else {
        result = rcap_fail(error, RCAP_E_INVALID, "%s came back with link type %d instead of %d", options->device,
                           fresh->link_type, source->link_type);
    }
    rcap_source_close(fresh);
    return result;
}
