package io.ringcap.config;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The checks of the configuration records: each refusal names the field and shows what was given. */
final class Require {
    private Require() {}

    static void between(String field, long value, long min, long max) {
        that(value >= min && value <= max, field, value, "must be " + min + " to " + max);
    }

    static void that(boolean isValid, String field, @Nullable Object given, String rule) {
        if (!isValid) {
            throw new CaptureException(ErrorCode.START_INVALID_PARAMS, field + " " + rule + ", not " + shown(given));
        }
    }

    private static String shown(@Nullable Object given) {
        return given instanceof CharSequence ? "'" + given + "'" : String.valueOf(given);
    }
}
