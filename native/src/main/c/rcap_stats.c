/*
 * Counters and effective values of a source, and the diagnosis of a live handle that failed.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "rcap_source_impl.h"

void rcap_source_publish(rcap_source *source) {
    atomic_store_explicit(&source->shown_received, source->received, memory_order_relaxed);
    atomic_store_explicit(&source->shown_dropped, source->dropped, memory_order_relaxed);
    atomic_store_explicit(&source->shown_interface_dropped, source->interface_dropped, memory_order_relaxed);
    atomic_store_explicit(&source->shown_delivered, source->delivered, memory_order_relaxed);
    atomic_store_explicit(&source->shown_delivered_bytes, source->delivered_bytes, memory_order_relaxed);
    atomic_store_explicit(&source->shown_oversize, source->oversize, memory_order_relaxed);
    atomic_store_explicit(&source->shown_undrained, source->undrained, memory_order_relaxed);
}

void rcap_source_forget_interface_drops(rcap_source *source) {
    source->interface_drops_known = false;
    if (source->interface_dropped == 0) {
        source->interface_dropped = -1;
    }
}

/* libpcap adds the growth of two sysfs files; when one vanishes or is reset the sum runs backwards and is worth
 * nothing from then on. What was lost before that stays told; only a zero no longer means that nothing was lost. */
static void widen_interface_drops(rcap_source *source, const struct pcap_stat *now) {
    uint32_t growth = now->ps_ifdrop - source->last_stat.ps_ifdrop;
    if (growth > INT32_MAX) {
        rcap_source_forget_interface_drops(source);
    } else {
        source->interface_dropped += growth;
    }
}

void rcap_source_count(rcap_source *source) {
    struct tpacket_stats_v3 grown = {0};
    socklen_t bytes = sizeof grown;
    if (source->tpacket <= 0 || getsockopt(source->fd, SOL_PACKET, PACKET_STATISTICS, &grown, &bytes) != 0) {
        return; /* the next refresh has it */
    }
    /* The kernel's counters begin anew with each reading: what is read here never comes to libpcap's sums. */
    source->received += grown.tp_packets;
    source->dropped += grown.tp_drops;
    rcap_source_publish(source);
}

void rcap_source_refresh_stats(rcap_source *source) {
    struct pcap_stat now = {0};
    if (!source->live || source->lib->stats(source->pcap, &now) != 0) {
        return; /* the last known values stay */
    }
    /* Differences modulo 2^32 widen counters that wrap, as long as this is called once in 2^32 packets. */
    source->received += (uint32_t)(now.ps_recv - source->last_stat.ps_recv);
    source->dropped += (uint32_t)(now.ps_drop - source->last_stat.ps_drop);
    if (source->interface_drops_known) {
        widen_interface_drops(source, &now);
    }
    source->last_stat = now;
    rcap_source_publish(source);
}

void rcap_source_stats(const rcap_source *source, rcap_stats *out) {
    out->received = atomic_load_explicit(&source->shown_received, memory_order_relaxed);
    out->dropped = atomic_load_explicit(&source->shown_dropped, memory_order_relaxed);
    out->interface_dropped = atomic_load_explicit(&source->shown_interface_dropped, memory_order_relaxed);
    out->delivered = atomic_load_explicit(&source->shown_delivered, memory_order_relaxed);
    out->delivered_bytes = atomic_load_explicit(&source->shown_delivered_bytes, memory_order_relaxed);
    out->oversize = atomic_load_explicit(&source->shown_oversize, memory_order_relaxed);
    out->undrained = atomic_load_explicit(&source->shown_undrained, memory_order_relaxed);
}

int64_t rcap_source_in_flight(const rcap_source *source) {
    int64_t carried = source->carry_bytes != 0 ? 1 : 0;
    return source->received - source->dropped - source->delivered - carried - source->missing;
}

/*
 * The kernel's ring is the mapping of the packet socket itself: "start-end perms offset dev inode socket:[inode]".
 * libpcap shrinks its ring silently when memory is short and has no call that tells.
 */
static int64_t ring_bytes(const rcap_source *source) {
    struct statx status;
    /* statx, because glibc gave fstat a symbol version (2.33) that older systems do not have. */
    if (source->tpacket < 0 || statx(source->fd, "", AT_EMPTY_PATH, STATX_INO, &status) != 0) {
        return -1;
    }
    FILE *maps = fopen("/proc/self/maps", "re");
    if (maps == NULL) {
        return -1;
    }
    int64_t sum = 0;
    char line[512];
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long start = 0;
        unsigned long end = 0;
        unsigned long inode = 0;
        if (strstr(line, "socket:[") != NULL && sscanf(line, "%lx-%lx %*s %*s %*s %lu", &start, &end, &inode) == 3 &&
            inode == status.stx_ino) {
            sum += (int64_t)(end - start);
        }
    }
    (void)fclose(maps);
    return sum > 0 ? sum : -1;
}

void rcap_source_effective(rcap_source *source, rcap_effective *out) {
    out->ring_bytes = source->live ? ring_bytes(source) : -1;
    out->tpacket = source->tpacket;
    out->link_type = source->link_type;
    out->snaplen = source->pcap != NULL ? source->lib->snapshot(source->pcap) : -1;
    if (source->keep_bytes < RCAP_MAX_SNAPLEN && out->snaplen > (int)source->keep_bytes) {
        out->snaplen = (int)source->keep_bytes; /* otherwise what the file says of itself, also when that is more */
    }
    out->timestamp_type = source->timestamp_type;
    out->nanoseconds = source->fraction_scale == 1 ? 1 : 0;
    out->promiscuous = source->promiscuous ? 1 : 0;
}

bool rcap_source_watches(const rcap_source *source) {
    return source->live && source->lib->get_required_select_timeout != NULL &&
           source->lib->get_required_select_timeout(source->pcap) != NULL;
}

int rcap_source_check_up(rcap_source *source) {
    struct sockaddr_ll bound = {0};
    struct ifreq request = {0};
    socklen_t bytes = sizeof bound;
    if (source->tpacket <= 0 || getsockname(source->fd, (struct sockaddr *)&bound, &bytes) != 0 ||
        bound.sll_ifindex <= 0) {
        return RCAP_OK; /* all interfaces at once, or one that libpcap explains */
    }
    request.ifr_ifindex = bound.sll_ifindex;
    /* By the packet socket itself, which is in the interface's namespace. */
    if (ioctl(source->fd, SIOCGIFNAME, &request) != 0 || ioctl(source->fd, SIOCGIFFLAGS, &request) != 0 ||
        (request.ifr_flags & IFF_UP) != 0) {
        return RCAP_OK;
    }
    return rcap_fail(&source->error, RCAP_E_INTERFACE_GONE, "The interface went down");
}

/* The kernel unbinds the socket of a removed device, whatever text libpcap has for it. */
static bool is_unbound(const rcap_source *source) {
    struct sockaddr_ll address = {0};
    socklen_t bytes = sizeof address;
    return source->tpacket > 0 && getsockname(source->fd, (struct sockaddr *)&address, &bytes) == 0 &&
           address.sll_ifindex == -1;
}

int rcap_source_blame(rcap_source *source) {
    const char *text = source->lib->geterr(source->pcap);
    int number = 0;
    socklen_t bytes = sizeof number;
    bool asked = getsockopt(source->fd, SOL_SOCKET, SO_ERROR, &number, &bytes) == 0;
    bool gone = is_unbound(source) || (asked && (number == ENETDOWN || number == ENODEV)) ||
                strstr(text, "disappeared") != NULL || strstr(text, "went down") != NULL;
    if (text[0] == '\0') {
        text = gone ? "The interface disappeared" : "the packet socket stays in error without a reason";
    }
    return rcap_fail(&source->error, gone ? RCAP_E_INTERFACE_GONE : RCAP_E_READ, "%s", text);
}
