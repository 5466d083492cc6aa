/*
 * The smallest harness that does: checks that count, cases that name themselves, and the exit codes ctest knows.
 *
 * Each test program is one process: RUN its cases in main and return TEST_RESULT(). A failed check ends its case's
 * assertion run by a message and a count, not the process, except REQUIRE, which ends it because nothing after it would
 * mean anything.
 */
#ifndef RCAP_TEST_H
#define RCAP_TEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEST_SKIPPED = 77 };

static int test_failures;

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                      \
            test_failures++;                                                                                           \
        }                                                                                                              \
    } while (0)

#define CHECK_EQ(expected, actual)                                                                                     \
    do {                                                                                                               \
        long long want_ = (long long)(expected);                                                                       \
        long long have_ = (long long)(actual);                                                                         \
        if (want_ != have_) {                                                                                          \
            (void)fprintf(stderr, "%s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__, #actual, have_, want_);         \
            test_failures++;                                                                                           \
        }                                                                                                              \
    } while (0)

#define CHECK_CONTAINS(part, text)                                                                                     \
    do {                                                                                                               \
        if (strstr((text), (part)) == NULL) {                                                                          \
            (void)fprintf(stderr, "%s:%d: no \"%s\" in \"%s\"\n", __FILE__, __LINE__, (part), (text));                 \
            test_failures++;                                                                                           \
        }                                                                                                              \
    } while (0)

#define REQUIRE(condition)                                                                                             \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            (void)fprintf(stderr, "%s:%d: %s; cannot go on\n", __FILE__, __LINE__, #condition);                        \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

#define RUN(test_case)                                                                                                 \
    do {                                                                                                               \
        int before_ = test_failures;                                                                                   \
        test_case();                                                                                                   \
        (void)fprintf(stderr, "%s %s\n", test_failures == before_ ? "ok  " : "FAIL", #test_case);                      \
    } while (0)

#define TEST_RESULT() (test_failures == 0 ? 0 : 1)

#endif
