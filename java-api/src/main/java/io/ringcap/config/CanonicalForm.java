package io.ringcap.config;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The text that a snapshot's hash is taken of: one line {@code name=value} for each field, in this order, in UTF-8. It is
 * part of the protocol: others compute the same hash from the same text.
 */
final class CanonicalForm {
    private static final List<String> FIELDS = List.of(
            "output_dir",
            "filename_template",
            "file_rotate_size_mb",
            "file_rotate_count",
            "file_rotate_seconds",
            "file_rotate_packets",
            "file_rotate_aligned",
            "max_duration_sec",
            "max_bytes",
            "max_packets",
            "snaplen",
            "compress_enabled",
            "compress_threshold_mb",
            "compress_format",
            "compress_level",
            "retain_days",
            "clean_batch_size",
            "disk_threshold_gb");

    private CanonicalForm() {}

    /** The hash of values given in the order of the fields: a CRC-32C, 32 bits without sign. */
    static long hash(Object... values) {
        final CRC32C crc = new CRC32C();
        crc.update(text(values).getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    private static String text(Object... values) {
        if (values.length != FIELDS.size()) {
            throw new IllegalArgumentException(values.length + " values for " + FIELDS.size() + " fields");
        }
        final StringBuilder lines = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            final Object value = values[i] instanceof CompressFormat format ? format.text() : values[i];
            lines.append(FIELDS.get(i)).append('=').append(value).append('\n');
        }
        return lines.toString();
    }
}
