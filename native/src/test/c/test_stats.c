/*
 * What the interface dropped, as libpcap's sum of it grows, wraps and is reset.
 */
#include "rcap_libpcap.h"
#include "rcap_source_impl.h"
#include "rcap_test.h"

static uint32_t told;

static int stats_as_told(pcap_t *handle, struct pcap_stat *out) {
    (void)handle;
    *out = (struct pcap_stat){.ps_ifdrop = told};
    return 0;
}

static int64_t dropped_after(rcap_source *source, uint32_t now) {
    rcap_stats shown;
    told = now;
    rcap_source_refresh_stats(source);
    rcap_source_stats(source, &shown);
    return shown.interface_dropped;
}

static void should_keep_what_was_lost_before_a_reset(void) {
    const rcap_libpcap lib = {.stats = stats_as_told};
    rcap_source source = {.lib = &lib, .live = true, .interface_drops_known = true};
    source.last_stat.ps_ifdrop = UINT32_MAX - 9;
    CHECK_EQ(10, dropped_after(&source, 0)); /* it wraps */
    CHECK_EQ(1000, dropped_after(&source, 990));
    CHECK_EQ(1000, dropped_after(&source, 0)); /* the interface is gone, or its counters are reset */
    CHECK_EQ(1000, dropped_after(&source, 7));
}

static void should_not_tell_a_zero_that_may_be_wrong(void) {
    const rcap_libpcap lib = {.stats = stats_as_told};
    rcap_source source = {.lib = &lib, .live = true, .interface_drops_known = true};
    source.last_stat.ps_ifdrop = 500;
    CHECK_EQ(0, dropped_after(&source, 500));
    CHECK_EQ(-1, dropped_after(&source, 0));
    CHECK_EQ(-1, dropped_after(&source, 600));
}

int main(void) {
    RUN(should_keep_what_was_lost_before_a_reset);
    RUN(should_not_tell_a_zero_that_may_be_wrong);
    return TEST_RESULT();
}
