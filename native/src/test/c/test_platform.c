/*
 * Slab, thread, disk space, device list, and the search for libpcap.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rcap_device.h"
#include "rcap_libpcap.h"
#include "rcap_slab.h"
#include "rcap_space.h"
#include "rcap_test.h"
#include "rcap_thread.h"
#include "test_capture.h"

static rcap_error error;

static void should_map_slab(void) {
    for (int huge = 0; huge <= 1; huge++) {
        void *address;
        REQUIRE(rcap_slab_map(16 << 20, huge != 0, &address, &error) == 0);
        unsigned char *slab = address;
        CHECK_EQ(0, slab[0]);
        CHECK_EQ(0, slab[(16 << 20) - 1]);
        memset(slab, 1, 16 << 20);
        CHECK_EQ(0, rcap_slab_release(address, 16 << 20));
        CHECK_EQ(0, slab[0]);
        CHECK_EQ(0, slab[(16 << 20) - 1]);
        slab[0] = 1; /* and it can be used again */
        CHECK_EQ(0, rcap_slab_unmap(address, 16 << 20));
    }
    void *address;
    CHECK_EQ(RCAP_E_NO_MEMORY, rcap_slab_map((size_t)1 << 62, false, &address, &error));
    CHECK_CONTAINS("cannot map", error.text);
    CHECK_EQ(RCAP_E_INVALID, rcap_slab_map(0, false, &address, &error));
    CHECK_EQ(RCAP_E_INVALID, rcap_slab_unmap(NULL, 4096));
    CHECK_EQ(RCAP_E_SYSTEM, rcap_slab_unmap((void *)1, 4096));
}

static void check_name(const char *name, const char *expected) {
    char actual[32] = {0};
    CHECK_EQ(0, rcap_thread_name(name));
    REQUIRE(prctl(PR_GET_NAME, actual, 0, 0, 0) == 0);
    CHECK_EQ(0, strcmp(expected, actual));
}

static void *name_and_pin(void *unused) {
    (void)unused;
    check_name("short", "short");
    check_name("", "");
    check_name("fifteen-bytes-!", "fifteen-bytes-!");
    check_name("ringcap-worker-eth0", "ringcap-worker-");
    check_name("fourteen-bytes\xc3\xa4", "fourteen-bytes");
    cpu_set_t allowed;
    REQUIRE(sched_getaffinity(0, sizeof allowed, &allowed) == 0);
    for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (CPU_ISSET(cpu, &allowed)) {
            CHECK_EQ(0, rcap_thread_pin((int)cpu));
            CHECK_EQ(cpu, rcap_thread_cpu());
        }
    }
    CHECK_EQ(RCAP_E_INVALID, rcap_thread_pin(-1));
    CHECK_EQ(RCAP_E_INVALID, rcap_thread_pin(60000));
    CHECK_EQ(RCAP_E_INVALID, rcap_thread_pin(1 << 30));
    return NULL;
}

static void should_name_and_pin_calling_thread(void) {
    pthread_t thread;
    REQUIRE(pthread_create(&thread, NULL, name_and_pin, NULL) == 0);
    (void)pthread_join(thread, NULL);
}

static void should_take_space_without_changing_length(void) {
    char path[256];
    char link[256];
    struct stat status;
    test_path(path, sizeof path, "space");
    test_path(link, sizeof link, "link");
    write_file(path, "abc", 3);
    int result = rcap_preallocate(path, 0, 1 << 20);
    if (result == -EOPNOTSUPP) {
        (void)fprintf(stderr, "this file system has no fallocate\n");
        return;
    }
    CHECK_EQ(0, result);
    REQUIRE(stat(path, &status) == 0);
    CHECK_EQ(3, status.st_size);
    CHECK(status.st_blocks * 512 >= 1 << 20);
    CHECK_EQ(-EINVAL, rcap_preallocate(path, -1, 10));
    CHECK_EQ(-EINVAL, rcap_preallocate(path, 0, 0));
    CHECK_EQ(-EINVAL, rcap_preallocate(path, INT64_MAX, 10));
    CHECK_EQ(-ENOENT, rcap_preallocate("/nonexistent/file", 0, 10));
    REQUIRE(symlink(path, link) == 0);
    CHECK_EQ(-ELOOP, rcap_preallocate(link, 0, 10));
    int impossible = rcap_preallocate(path, 0, INT64_MAX / 2);
    CHECK(impossible == -ENOSPC || impossible == -EFBIG);
}

static void should_list_devices(void) {
    char list[65536];
    int used = rcap_device_list(NULL, list, sizeof list, &error);
    REQUIRE(used > 0);
    CHECK_EQ(0, list[used - 1]);
    int devices = 0;
    bool loopback = false;
    const char *at = list;
    while (*at != '\0') {
        const char *fields[4];
        for (int i = 0; i < 4; i++) {
            fields[i] = at;
            at += strlen(at) + 1;
            REQUIRE(at < list + used);
        }
        devices++;
        CHECK(strspn(fields[2], "0123456789") == strlen(fields[2]) && fields[2][0] != '\0');
        loopback |= strcmp(fields[0], "lo") == 0 && strstr(fields[3], "127.0.0.1") != NULL;
    }
    CHECK_EQ(used, at + 1 - list);
    CHECK(devices > 0);
    CHECK(loopback);
    CHECK_EQ(used, rcap_device_list(NULL, list, (size_t)used, &error));
    for (int room = 0; room < used; room += 7) {
        CHECK_EQ(RCAP_E_BUFFER_TOO_SMALL, rcap_device_list(NULL, list, (size_t)room, &error));
    }
    CHECK_EQ(RCAP_E_NETNS, rcap_device_list("/nonexistent/ns", list, sizeof list, &error));
    CHECK_CONTAINS("/nonexistent/ns", error.text);
    CHECK_EQ(RCAP_E_NETNS, rcap_device_list("/dev/null", list, sizeof list, &error));
}

/* In a child: a load stays for the life of a process. */
static void should_explain_missing_libpcap(void) {
    pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        test_failures = 0;
        CHECK_EQ(0, setenv("RINGCAP_LIBPCAP", "/nonexistent/libpcap.so", 1));
        CHECK(rcap_libpcap_get(&error) == NULL);
        CHECK_CONTAINS("RINGCAP_LIBPCAP=/nonexistent/libpcap.so", error.text);
        CHECK_CONTAINS("cannot open shared object file", error.text);
        CHECK_EQ(0, setenv("RINGCAP_LIBPCAP", "libm.so.6", 1));
        CHECK(rcap_libpcap_get(&error) == NULL);
        CHECK_CONTAINS("libm.so.6: has no pcap_lib_version", error.text);
        CHECK_EQ(0, unsetenv("RINGCAP_LIBPCAP")); /* a failure can be retried */
        CHECK(rcap_libpcap_get(&error) != NULL);
        CHECK_CONTAINS("libpcap", rcap_libpcap_get(NULL)->lib_version());
        _exit(test_failures == 0 ? 0 : 1);
    }
    int status = 1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK_EQ(0, status);
}

int main(void) {
    RUN(should_explain_missing_libpcap);
    RUN(should_map_slab);
    RUN(should_name_and_pin_calling_thread);
    RUN(should_take_space_without_changing_length);
    RUN(should_list_devices);
    return TEST_RESULT();
}
