/*
 * An old libpcap, without nanoseconds, immediate mode and time stamp types: what can be done is done, what cannot is
 * said. RINGCAP_LIBPCAP names the forwarding library of old_libpcap.c.
 */
#include <unistd.h>

#include "rcap_filter.h"
#include "rcap_libpcap.h"
#include "rcap_test.h"
#include "test_capture.h"
#include "test_net.h"

static rcap_error error;

static void should_load_without_optional_functions(void) {
    const rcap_libpcap *lib = rcap_libpcap_get(&error);
    REQUIRE(lib != NULL);
    CHECK_EQ(0, strcmp("libpcap version 1.1.1", lib->lib_version()));
    CHECK(lib->set_immediate_mode == NULL);
    CHECK(lib->set_tstamp_precision == NULL);
    CHECK(lib->fopen_offline_with_tstamp_precision == NULL);
    CHECK_EQ(0, rcap_filter_check("tcp port 80", 1, 65535, &error)); /* under the lock */
    CHECK_EQ(RCAP_E_FILTER, rcap_filter_check("tcp prot 80", 1, 65535, &error));
}

static void should_scale_microseconds_of_files(void) {
    capture file;
    reading got;
    rcap_group *group;
    rcap_effective effective;
    capture_make(&file, PCAP_MICRO, 300, odd_size);
    REQUIRE(rcap_group_create(&group, &error) == 0);
    REQUIRE(rcap_group_add_file(group, file.path, "", RCAP_MAX_SNAPLEN, 1, &error) == 0);
    read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
    CHECK_EQ(file.body.used, got.body.used);
    CHECK(file.body.used == got.body.used && memcmp(file.body.at, got.body.at, got.body.used) == 0);
    CHECK_EQ(0, rcap_group_effective(group, 0, &effective));
    CHECK_EQ(0, effective.nanoseconds);
    reading_free(&got);
    rcap_group_close(group);
    capture_free(&file);
}

static void should_capture_with_microseconds(void) {
    rcap_live_options options = live_options("a1");
    rcap_effective effective;
    seen got = {0};
    int sender = net_sender("a0");
    rcap_group *group = live_group(&options);
    CHECK_EQ(0, rcap_group_effective(group, 0, &effective));
    CHECK_EQ(0, effective.nanoseconds);
    net_send(sender, 0, 100, 100);
    CHECK_EQ(0, fill_until(group, &got, 100, 5));
    CHECK_EQ(RCAP_E_END, stop_and_drain(group, &got, 1));
    CHECK_EQ(100, got.packets[0]);
    options.immediate = true;
    CHECK_EQ(RCAP_E_INVALID, rcap_group_add_live(group, &options, &error));
    rcap_group_close(group);
    REQUIRE(rcap_group_create(&group, &error) == 0);
    CHECK_EQ(RCAP_E_NOT_SUPPORTED, rcap_group_add_live(group, &options, &error));
    CHECK_CONTAINS("immediate", error.text);
    rcap_group_close(group);
    close(sender);
}

int main(void) {
    RUN(should_load_without_optional_functions);
    RUN(should_scale_microseconds_of_files);
    if (geteuid() == 0 && !TEST_EMULATED) { /* test_emulation.c says why not */
        net_private();
        net_pair("a");
        RUN(should_capture_with_microseconds);
    }
    return TEST_RESULT();
}
