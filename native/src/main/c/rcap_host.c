/*
 * See rcap_host.h.
 */
#include "rcap_host.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "rcap_netns.h"

/* The value behind a command of ethtool's; 0 where the interface does not know it. */
static uint32_t ask(int fd, const char *device, uint32_t command) {
    struct ethtool_value value = {.cmd = command};
    struct ifreq request = {0};
    memcpy(request.ifr_name, device, strlen(device) + 1);
    request.ifr_data = (char *)&value;
    return ioctl(fd, SIOCETHTOOL, &request) == 0 ? value.data : 0;
}

static int offloads(int fd, const char *device, rcap_error *error) {
    struct ifreq request = {0};
    memcpy(request.ifr_name, device, strlen(device) + 1);
    if (ioctl(fd, SIOCGIFFLAGS, &request) != 0) {
        return rcap_fail_errno(error, RCAP_E_NO_INTERFACE, errno, "%s", device);
    }
    int found = 0;
    found |= ask(fd, device, ETHTOOL_GGRO) != 0 ? RCAP_OFFLOAD_GRO : 0;
    found |= (ask(fd, device, ETHTOOL_GFLAGS) & ETH_FLAG_LRO) != 0 ? RCAP_OFFLOAD_LRO : 0;
    found |= ask(fd, device, ETHTOOL_GTSO) != 0 ? RCAP_OFFLOAD_TSO : 0;
    found |= ask(fd, device, ETHTOOL_GGSO) != 0 ? RCAP_OFFLOAD_GSO : 0;
    return found;
}

int rcap_host_offloads(const char *netns, const char *device, rcap_error *error) {
    if (device == NULL || device[0] == '\0' || strlen(device) >= IFNAMSIZ) {
        return rcap_fail(error, RCAP_E_NO_INTERFACE, "no interface has such a name");
    }
    rcap_netns saved;
    int result = rcap_netns_enter(netns, &saved, error);
    if (result != RCAP_OK) {
        return result;
    }
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int number = errno;
    rcap_error stuck;
    if (rcap_netns_leave(&saved, &stuck) != RCAP_OK) {
        result = rcap_fail(error, RCAP_E_NETNS_STUCK, "%s", stuck.text);
    } else if (fd < 0) {
        result = rcap_fail_errno(error, RCAP_E_SYSTEM, number, "no socket to ask about %s", device);
    } else {
        result = offloads(fd, device, error);
    }
    if (fd >= 0) {
        close(fd);
    }
    return result;
}

uint64_t rcap_host_file_capabilities(const char *path) {
    struct vfs_ns_cap_data data = {0};
    ssize_t bytes = getxattr(path, "security.capability", &data, sizeof data);
    if (bytes < (ssize_t)XATTR_CAPS_SZ_2) {
        return 0;
    }
    /* On disk it is little-endian, as are the machines we build for. */
    return (uint64_t)data.data[1].permitted << 32 | data.data[0].permitted;
}
