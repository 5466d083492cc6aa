/*
 * Encoding the device list. See rcap_device.h.
 */
#include "rcap_device.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "rcap_libpcap.h"
#include "rcap_netns.h"

/* Where the next byte goes; `full` once something did not fit. */
typedef struct sink {
    char *out;
    size_t room;
    size_t used;
    bool full;
} sink;

static void put(sink *to, const char *text, size_t bytes) {
    if (to->full || bytes > to->room - to->used) {
        to->full = true;
        return;
    }
    memcpy(to->out + to->used, text, bytes);
    to->used += bytes;
}

static void put_string(sink *to, const char *text) {
    put(to, text, strlen(text) + 1);
}

/* The text of an IPv4 or IPv6 address, or NULL for another family (link-layer addresses are not shown). */
static const char *address_text(const struct sockaddr *address, char *text, socklen_t bytes) {
    if (address == NULL) {
        return NULL;
    }
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        return inet_ntop(AF_INET, &v4.sin_addr, text, bytes);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        return inet_ntop(AF_INET6, &v6.sin6_addr, text, bytes);
    }
    return NULL;
}

static void put_device(sink *to, const struct pcap_if *device) {
    char flags[16];
    char text[INET6_ADDRSTRLEN];
    bool first = true;
    (void)snprintf(flags, sizeof flags, "%u", device->flags);
    put_string(to, device->name);
    put_string(to, device->description != NULL ? device->description : "");
    put_string(to, flags);
    for (const struct pcap_addr *address = device->addresses; address != NULL; address = address->next) {
        const char *shown = address_text(address->addr, text, sizeof text);
        if (shown != NULL) {
            put(to, ",", first ? 0 : 1);
            put(to, shown, strlen(shown));
            first = false;
        }
    }
    put(to, "", 1);
}

/* Asks libpcap in the namespace. Returns 0 and a list to free, or a code and text. */
static int find(const rcap_libpcap *lib, const char *netns, struct pcap_if **devices, rcap_error *error) {
    char text[PCAP_ERRBUF_SIZE] = "";
    rcap_netns saved;
    int result = rcap_netns_enter(netns, &saved, error);
    if (result != RCAP_OK) {
        return result;
    }
    if (lib->findalldevs(devices, text) != 0) {
        *devices = NULL;
        result = rcap_fail(error, RCAP_E_SYSTEM, "device list: %s", text);
    }
    rcap_error stuck;
    if (rcap_netns_leave(&saved, &stuck) != RCAP_OK) {
        result = rcap_fail(error, RCAP_E_NETNS_STUCK, "%s", stuck.text);
    }
    return result;
}

int rcap_device_list(const char *netns, char *out, size_t out_bytes, rcap_error *error) {
    const rcap_libpcap *lib = rcap_libpcap_get(error);
    if (lib == NULL) {
        return RCAP_E_NO_LIBPCAP;
    }
    struct pcap_if *devices = NULL;
    int result = find(lib, netns, &devices, error);
    if (result == RCAP_OK) {
        sink to = {.out = out, .room = out_bytes < INT32_MAX ? out_bytes : INT32_MAX};
        for (const struct pcap_if *device = devices; device != NULL; device = device->next) {
            put_device(&to, device);
        }
        put(&to, "", 1);
        result = to.full ? rcap_fail(error, RCAP_E_BUFFER_TOO_SMALL, "%zu bytes cannot hold the device list", out_bytes)
                         : (int)to.used;
    }
    if (devices != NULL) {
        lib->freealldevs(devices);
    }
    return result;
}
