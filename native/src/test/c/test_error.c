/*
 * Error text: bounded, whole characters, never without an end.
 */
#include "rcap_error.h"
#include "rcap_test.h"

#include <errno.h>

static void should_cut_at_character(void) {
    /* a, two bytes, three bytes, four bytes, z */
    const char *text = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80z";
    static const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    for (size_t limit = 0; limit < sizeof expected / sizeof expected[0]; limit++) {
        CHECK_EQ(expected[limit], rcap_utf8_prefix(text, strlen(text), limit));
    }
    CHECK_EQ(0, rcap_utf8_prefix("\x80\x80\x80\x80", 4, 3)); /* no lead byte at all */
}

static void should_bound_text(void) {
    rcap_error error;
    char text[4 * RCAP_ERROR_TEXT];
    for (size_t i = 0; i + 2 < sizeof text; i += 2) {
        memcpy(text + i, "\xc3\xa4", 3);
    }
    CHECK_EQ(RCAP_E_READ, rcap_fail(&error, RCAP_E_READ, "x%s", text));
    CHECK_EQ(RCAP_ERROR_TEXT - 1, strlen(error.text));
    CHECK_EQ(RCAP_E_READ, rcap_fail(&error, RCAP_E_READ, "%s", text));
    CHECK_EQ(RCAP_ERROR_TEXT - 2, strlen(error.text)); /* an even number: the last character is whole */
    rcap_error_append(&error, "%s", text);
    CHECK_EQ(RCAP_ERROR_TEXT - 2, strlen(error.text));
    rcap_error_append(&error, "y");
    CHECK_EQ(RCAP_ERROR_TEXT - 1, strlen(error.text));
    rcap_error_append(&error, "z");
    CHECK_EQ(RCAP_ERROR_TEXT - 1, strlen(error.text));
}

static void should_name_errno(void) {
    rcap_error error;
    CHECK_EQ(RCAP_E_SYSTEM, rcap_fail_errno(&error, RCAP_E_SYSTEM, ENOENT, "open %s", "x"));
    CHECK_EQ(0, strcmp("open x: No such file or directory", error.text));
    rcap_error_clear(&error);
    CHECK_EQ(0, error.text[0]);
}

static void should_accept_no_text(void) {
    CHECK_EQ(RCAP_E_READ, rcap_fail(NULL, RCAP_E_READ, "x"));
    CHECK_EQ(RCAP_E_READ, rcap_fail_errno(NULL, RCAP_E_READ, 1, "x"));
    rcap_error_append(NULL, "x");
    rcap_error_clear(NULL);
}

int main(void) {
    RUN(should_cut_at_character);
    RUN(should_bound_text);
    RUN(should_name_errno);
    RUN(should_accept_no_text);
    return TEST_RESULT();
}
