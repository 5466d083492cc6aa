/*
 * Filters on files and in the check: good, bad, very long, replaced on the way.
 */
#include "rcap_filter.h"
#include "rcap_group.h"
#include "rcap_test.h"
#include "test_capture.h"

static rcap_error error;

static int count_matches(const char *path, const char *filter, int repeat) {
    rcap_group *group;
    reading got;
    REQUIRE(rcap_group_create(&group, &error) == 0);
    REQUIRE(rcap_group_add_file(group, path, filter, RCAP_MAX_SNAPLEN, repeat, &error) == 0);
    read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
    CHECK_EQ(RCAP_E_END, got.code);
    int packets = (int)got.packets;
    reading_free(&got);
    rcap_group_close(group);
    return packets;
}

static void should_filter_file(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 1000, odd_size);
    int at_least = 0;
    for (int i = 0; i < 1000; i++) {
        uint32_t len = odd_size(i) + (i % 5 == 0 ? 100 : 0);
        at_least += len >= 500 ? 1 : 0;
    }
    CHECK_EQ(at_least, count_matches(file.path, "greater 500", 1));
    CHECK_EQ(1000 - at_least, count_matches(file.path, "not greater 500", 1));
    CHECK_EQ(3 * at_least, count_matches(file.path, "greater 500", 3));
    CHECK_EQ(0, count_matches(file.path, "greater 1000000", 4));
    CHECK_EQ(1000, count_matches(file.path, "", 1));
    capture_free(&file);
}

/* More records than one bounded dispatch reads, almost none of which match. */
static void should_filter_many(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 50000, small_size);
    int matching = 0;
    for (int i = 0; i < 50000; i++) {
        matching += small_size(i) + (i % 5 == 0 ? 100 : 0) >= 249 ? 1 : 0;
    }
    REQUIRE(matching > 0);
    CHECK_EQ(matching, count_matches(file.path, "greater 249", 1));
    CHECK_EQ(2 * 50000, count_matches(file.path, "greater 1", 2));
    capture_free(&file);
}

static void should_refuse_bad_filter(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 10, small_size);
    rcap_group *group;
    REQUIRE(rcap_group_create(&group, &error) == 0);
    CHECK_EQ(RCAP_E_FILTER, rcap_group_add_file(group, file.path, "host and or", RCAP_MAX_SNAPLEN, 1, &error));
    CHECK_CONTAINS("syntax error", error.text);
    CHECK_EQ(0, rcap_group_add_file(group, file.path, "greater 1", RCAP_MAX_SNAPLEN, 1, &error));
    CHECK_EQ(RCAP_E_FILTER, rcap_group_set_filter(group, 0, "udp port noSuchPort", &error));
    CHECK_EQ(0, rcap_group_set_filter(group, 0, "greater 100000", &error));
    CHECK_EQ(RCAP_E_FILTER, rcap_group_set_filter(group, 0, "(", &error)); /* and the former stays */
    CHECK_EQ(RCAP_E_INVALID, rcap_group_set_filter(group, 1, "", &error));
    reading got;
    read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
    CHECK_EQ(0, got.packets);
    CHECK_EQ(RCAP_E_END, got.code);
    CHECK_EQ(RCAP_E_INVALID, rcap_group_set_filter(group, 0, "", &error)); /* it has ended */
    reading_free(&got);
    rcap_group_close(group);
    capture_free(&file);
}

static void should_replace_filter_by_everything(void) {
    capture file;
    capture_make(&file, PCAP_NANO, 10, small_size);
    rcap_group *group;
    reading got;
    REQUIRE(rcap_group_create(&group, &error) == 0);
    CHECK_EQ(0, rcap_group_add_file(group, file.path, "greater 100000", RCAP_MAX_SNAPLEN, 1, &error));
    CHECK_EQ(0, rcap_group_set_filter(group, 0, "", &error));
    read_all(group, RCAP_MIN_BLOCK_BYTES, &got);
    CHECK_EQ(10, got.packets);
    reading_free(&got);
    rcap_group_close(group);
    capture_free(&file);
}

/* Longer than any fixed buffer. By length only: libpcap's optimizer takes seconds for some hundred terms. */
static void should_take_very_long_filter(void) {
    enum { TERMS = 60, GAP = 20000 };
    size_t room = TERMS * (GAP + 32);
    char *filter = malloc(room);
    REQUIRE(filter != NULL);
    size_t used = 0;
    for (int i = 0; i < TERMS; i++) {
        int put = snprintf(filter + used, room - used, "%sudp port %d%*s", i > 0 ? "or " : "", 1000 + i, GAP, "");
        REQUIRE(put > 0);
        used += (size_t)put;
    }
    CHECK_EQ(0, rcap_filter_check(filter, 1, 65535, &error));
    memcpy(filter + used - 4, "oops", 4);
    CHECK_EQ(RCAP_E_FILTER, rcap_filter_check(filter, 1, 65535, &error));
    CHECK(strlen(error.text) > 0);
    free(filter);
}

static void should_check_without_device(void) {
    CHECK_EQ(0, rcap_filter_check("tcp port 443 or vlan 7", 1, 65535, &error));
    CHECK_EQ(0, rcap_filter_check("", 113, 1, &error));
    CHECK_EQ(RCAP_E_FILTER, rcap_filter_check("tcp prot 443", 1, 65535, &error));
    CHECK_EQ(RCAP_E_FILTER, rcap_filter_check("ether host 02:00:00:00:00:01", 12, 65535, &error)); /* raw IP */
    CHECK_EQ(RCAP_E_INVALID, rcap_filter_check("tcp", -1, 65535, &error));
    CHECK_EQ(RCAP_E_INVALID, rcap_filter_check("tcp", 1, 0, &error));
    CHECK_EQ(RCAP_E_INVALID, rcap_filter_check("tcp", 1, RCAP_MAX_SNAPLEN + 1, &error));
}

int main(void) {
    RUN(should_filter_file);
    RUN(should_filter_many);
    RUN(should_refuse_bad_filter);
    RUN(should_replace_filter_by_everything);
    RUN(should_take_very_long_filter);
    RUN(should_check_without_device);
    return TEST_RESULT();
}
