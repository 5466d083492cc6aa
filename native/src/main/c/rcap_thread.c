/*
 * Name, CPU and priority of the calling thread. See rcap_thread.h.
 */
#include "rcap_thread.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "rcap_error.h"

enum { NAME_BYTES = 15 }; /* TASK_COMM_LEN - 1 */
enum { BACKGROUND_NICE = 15 };

int rcap_thread_name(const char *name) {
    char cut[NAME_BYTES + 1] = {0};
    memcpy(cut, name, rcap_utf8_prefix(name, strlen(name), NAME_BYTES));
    return prctl(PR_SET_NAME, cut, 0, 0, 0) == 0 ? RCAP_OK : RCAP_E_SYSTEM;
}

int rcap_thread_pin(int cpu) {
    if (cpu < 0 || cpu > 1 << 16) {
        return RCAP_E_INVALID;
    }
    /* Sized by the CPU asked for: the fixed cpu_set_t ends at 1024. */
    cpu_set_t *set = CPU_ALLOC((size_t)cpu + 1);
    if (set == NULL) {
        return RCAP_E_NO_MEMORY;
    }
    size_t bytes = CPU_ALLOC_SIZE((size_t)cpu + 1);
    CPU_ZERO_S(bytes, set);
    CPU_SET_S((size_t)cpu, bytes, set);
    int result = sched_setaffinity(0, bytes, set);
    int number = errno;
    CPU_FREE(set);
    if (result == 0) {
        return RCAP_OK;
    }
    return number == EINVAL ? RCAP_E_INVALID : RCAP_E_SYSTEM;
}

int rcap_thread_background(void) {
    /* On Linux a nice value is the thread's, whatever POSIX says. */
    return setpriority(PRIO_PROCESS, 0, BACKGROUND_NICE) == 0 ? RCAP_OK : RCAP_E_SYSTEM;
}

int rcap_thread_cpu(void) {
    int cpu = sched_getcpu();
    return cpu >= 0 ? cpu : RCAP_E_SYSTEM;
}
