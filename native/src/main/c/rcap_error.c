/*
 * Bounded error text. See rcap_error.h.
 */
#include "rcap_error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

size_t rcap_utf8_prefix(const char *text, size_t bytes, size_t limit) {
    if (bytes <= limit) {
        return bytes;
    }
    size_t cut = limit;
    /* A continuation byte (10xxxxxx) at the cut means that its sequence began before: step back to the lead byte. */
    while (cut > 0 && ((unsigned char)text[cut] & 0xC0u) == 0x80u) {
        cut--;
    }
    return cut;
}

/* Appends formatted text, cut at a character. vsnprintf cuts at a byte, so a wider scratch shows where the character
 * ended. */
static void append(rcap_error *error, const char *format, va_list arguments) {
    char scratch[RCAP_ERROR_TEXT + 8];
    size_t used = strlen(error->text);
    int wanted = vsnprintf(scratch, sizeof scratch, format, arguments);
    if (wanted < 0) {
        return;
    }
    size_t have = (size_t)wanted < sizeof scratch ? (size_t)wanted : sizeof scratch - 1;
    size_t take = rcap_utf8_prefix(scratch, have, RCAP_ERROR_TEXT - 1 - used);
    memcpy(error->text + used, scratch, take);
    error->text[used + take] = '\0';
}

void rcap_error_clear(rcap_error *error) {
    if (error != NULL) {
        error->text[0] = '\0';
    }
}

int rcap_fail(rcap_error *error, int code, const char *format, ...) {
    if (error != NULL) {
        va_list arguments;
        error->text[0] = '\0';
        va_start(arguments, format);
        append(error, format, arguments);
        va_end(arguments);
    }
    return code;
}

int rcap_fail_errno(rcap_error *error, int code, int number, const char *format, ...) {
    if (error != NULL) {
        va_list arguments;
        char scratch[128];
        error->text[0] = '\0';
        va_start(arguments, format);
        append(error, format, arguments);
        va_end(arguments);
        rcap_error_append(error, ": %s", strerror_r(number, scratch, sizeof scratch));
    }
    return code;
}

void rcap_error_append(rcap_error *error, const char *format, ...) {
    if (error != NULL) {
        va_list arguments;
        va_start(arguments, format);
        append(error, format, arguments);
        va_end(arguments);
    }
}
