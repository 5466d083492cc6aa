/*
 * process_cpu PID   prints the processor time that a process has taken so far, in nanoseconds: user and system, of all its
 * threads, those that have ended included. /proc has it only in ticks of 10 ms, or without the threads that have ended.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

int main(int argc, char **argv) {
    char *end = NULL;
    const long pid = argc == 2 ? strtol(argv[1], &end, 10) : 0;
    if (pid <= 0 || *end != '\0') {
        (void)fprintf(stderr, "usage: process_cpu PID\n");
        return 2;
    }
    clockid_t clock;
    struct timespec taken;
    const int error = clock_getcpuclockid((pid_t)pid, &clock);
    if (error != 0 || clock_gettime(clock, &taken) != 0) {
        (void)fprintf(stderr, "process_cpu: process %ld: %s\n", pid, error != 0 ? strerror(error) : "it has ended");
        return 1;
    }
    printf("%lld\n", (long long)taken.tv_sec * 1000000000LL + taken.tv_nsec);
    return 0;
}
