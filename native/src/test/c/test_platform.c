/*
 * Slab, thread, pages of a file, device list, and the search for libpcap.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rcap_device.h"
#include "rcap_libpcap.h"
#include "rcap_pages.h"
#include "rcap_slab.h"
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
    CHECK_EQ(0, rcap_thread_background());
    CHECK_EQ(15, getpriority(PRIO_PROCESS, 0));
    return NULL;
}

static void should_name_and_pin_calling_thread(void) {
    pthread_t thread;
    REQUIRE(pthread_create(&thread, NULL, name_and_pin, NULL) == 0);
    (void)pthread_join(thread, NULL);
    CHECK_EQ(0, getpriority(PRIO_PROCESS, 0));
}

/* Pages of the file that are in memory. */
static size_t resident_pages(const char *path, size_t length) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    REQUIRE(fd >= 0);
    void *map = mmap(NULL, length, PROT_READ, MAP_SHARED, fd, 0);
    REQUIRE(map != MAP_FAILED);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t pages = (length + page - 1) / page;
    unsigned char *state = calloc(pages, 1);
    REQUIRE(state != NULL && mincore(map, length, state) == 0);
    size_t resident = 0;
    for (size_t i = 0; i < pages; i++) {
        resident += state[i] & 1U;
    }
    free(state);
    (void)munmap(map, length);
    (void)close(fd);
    return resident;
}

static void should_send_and_drop_pages_of_file(void) {
    enum { BYTES = 4 << 20 };
    char path[256];
    char link[256];
    char fifo[256];
    struct statfs system;
    test_path(path, sizeof path, "pages");
    test_path(link, sizeof link, "pages-link");
    test_path(fifo, sizeof fifo, "pages-fifo");
    char *content = malloc(BYTES);
    REQUIRE(content != NULL);
    memset(content, 7, BYTES);
    write_file(path, content, BYTES);
    size_t all = resident_pages(path, BYTES);
    CHECK(all > 0);
    int fd = rcap_pages_open(path);
    REQUIRE(fd >= 0);
    CHECK_EQ(0, rcap_pages_send(fd, 0, BYTES / 2));
    CHECK_EQ(0, rcap_pages_drop(fd, 0, BYTES / 2));
    REQUIRE(statfs(path, &system) == 0);
    if (system.f_type != TMPFS_MAGIC) {
        CHECK(resident_pages(path, BYTES) <= all / 2 + 1);
    }
    CHECK_EQ(-EINVAL, rcap_pages_send(fd, -1, 10));
    CHECK_EQ(-EINVAL, rcap_pages_send(fd, 0, 0));
    CHECK_EQ(-EINVAL, rcap_pages_drop(fd, 0, 0));
    CHECK_EQ(-EINVAL, rcap_pages_drop(fd, INT64_MAX, 10));
    CHECK_EQ(0, rcap_pages_close(fd));
    CHECK_EQ(-EBADF, rcap_pages_send(-1, 0, 10));
    CHECK_EQ(-EBADF, rcap_pages_drop(-1, 0, 10));
    CHECK_EQ(-EBADF, rcap_pages_close(-1));
    int again = open(path, O_RDONLY | O_CLOEXEC);
    REQUIRE(again >= 0);
    char *read_back = calloc(BYTES, 1);
    REQUIRE(read_back != NULL && read(again, read_back, BYTES) == BYTES);
    CHECK_EQ(0, memcmp(content, read_back, BYTES));
    (void)close(again);
    free(read_back);
    free(content);
    CHECK_EQ(-ENOENT, rcap_pages_open("/nonexistent/file"));
    REQUIRE(symlink(path, link) == 0);
    CHECK_EQ(-ELOOP, rcap_pages_open(link));
    REQUIRE(mkfifo(fifo, 0600) == 0);
    CHECK(rcap_pages_open(fifo) < 0);
    CHECK_EQ(-EINVAL, rcap_pages_open("/dev/null"));
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
    RUN(should_send_and_drop_pages_of_file);
    RUN(should_list_devices);
    return TEST_RESULT();
}
