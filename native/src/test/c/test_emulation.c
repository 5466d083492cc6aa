/*
 * Why the live tests are left out under qemu-user: it does not pass on the options of packet sockets. The day it does,
 * this test fails, and the live tests belong on the list of build.sh test-cross.
 */
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rcap_test.h"

#if !defined(__aarch64__)
#error "for the cross build: on its own processor nothing is emulated"
#endif

static void should_lack_options_of_packet_sockets(void) {
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    REQUIRE(fd >= 0);
    int version = TPACKET_V3;
    CHECK_EQ(-1, setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version));
    CHECK_EQ(ENOPROTOOPT, errno);
    int one = 1;
    CHECK_EQ(-1, setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof one));
    CHECK_EQ(ENOPROTOOPT, errno);
    struct tpacket_stats_v3 stats;
    socklen_t length = sizeof stats;
    CHECK_EQ(-1, getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &length));
    (void)close(fd);
}

int main(void) {
    RUN(should_lack_options_of_packet_sockets);
    return TEST_RESULT();
}
