package io.ringcap.internal.files;

import io.ringcap.config.CompressFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text of a manifest: one line for each thing that happened, fields between tabs, the latest of a name counts. Lines that
 * cannot be read, as of a later version, are passed over. Confined to the thread that reads it.
 */
final class ManifestLines {
    private static final String FILE = "F";
    private static final String REMOVED = "R";
    private static final String PENDING = "P";
    private static final String SETTLED = "S";
    private static final String NOTHING = "-";
    private static final String LEFT = "left";
    private static final int ENTRY_FIELDS = 10;

    private final Map<String, FileManifest.Entry> entries = new LinkedHashMap<>();
    private final Map<String, PendingArchive> pending = new LinkedHashMap<>();
    private int lineCount;

    /** Reads all lines that are whole; what follows the last line break is torn. */
    static ManifestLines parse(String text) {
        final ManifestLines lines = new ManifestLines();
        int from = 0;
        for (int to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
            lines.lineCount++;
            lines.takeOrPassOver(text.substring(from, to));
            from = to + 1;
        }
        return lines;
    }

    int lineCount() {
        return lineCount;
    }

    /** The files that are ours, in the order in which they became so. */
    List<FileManifest.Entry> entries() {
        return List.copyOf(entries.values());
    }

    List<PendingArchive> pending() {
        return List.copyOf(pending.values());
    }

    static String file(FileManifest.Entry entry) {
        return String.join("\t", FILE, String.join("\t", fields(entry)));
    }

    static String removed(String name) {
        return REMOVED + "\t" + escape(name);
    }

    static String pending(PendingArchive archive) {
        final List<String> fields = new ArrayList<>();
        fields.add(PENDING);
        fields.addAll(fields(archive.archive()));
        archive.members().forEach(member -> fields.add(escape(member)));
        return String.join("\t", fields);
    }

    static String settled(String archive) {
        return SETTLED + "\t" + escape(archive);
    }

    private void takeOrPassOver(String line) {
        try {
            take(line.split("\t", -1));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Not a line of ours, or damaged: what it named is left alone.
            return;
        }
    }

    private void take(String[] fields) {
        switch (fields[0]) {
            case FILE -> {
                final FileManifest.Entry entry = entry(fields);
                // Who publishes a file and who is asked to look after it both name it, in any order.
                entries.merge(
                        entry.name(),
                        entry,
                        (before, now) -> now.care().isAny() || !now.isSameFile(before) ? now : now.with(before.care()));
            }
            case REMOVED -> entries.remove(name(fields[1]));
            case PENDING -> {
                final FileManifest.Entry archive = entry(fields);
                final List<String> members = Arrays.stream(fields, 1 + ENTRY_FIELDS, fields.length)
                        .map(ManifestLines::name)
                        .toList();
                pending.put(archive.name(), new PendingArchive(archive, members));
            }
            case SETTLED -> pending.remove(name(fields[1]));
            default -> throw new IllegalArgumentException("unknown line " + fields[0]);
        }
    }

    private static List<String> fields(FileManifest.Entry entry) {
        final CompressFormat compress = entry.care().compress();
        return List.of(
                escape(entry.name()),
                Long.toString(entry.size()),
                Long.toString(entry.createdUsec()),
                Long.toString(entry.lastPacketUsec()),
                Long.toString(entry.packets()),
                escape(entry.sessionId()),
                entry.isArchive() ? "archive" : "capture",
                compress == null ? (entry.care().isLeft() ? LEFT : NOTHING) : compress.text(),
                Integer.toString(entry.care().level()),
                Long.toString(entry.care().keepAge().toMillis()));
    }

    private static FileManifest.Entry entry(String[] fields) {
        if (fields.length < 1 + ENTRY_FIELDS) {
            throw new IllegalArgumentException("too few fields");
        }
        return new FileManifest.Entry(
                name(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[4]),
                Long.parseLong(fields[5]),
                unescape(fields[6]),
                new FileCare(
                        format(fields[8]),
                        Integer.parseInt(fields[9]),
                        Duration.ofMillis(Long.parseLong(fields[10])),
                        fields[8].equals(LEFT)),
                fields[7].equals("archive"));
    }

    private static @Nullable CompressFormat format(String text) {
        return Arrays.stream(CompressFormat.values())
                .filter(each -> each.text().equals(text))
                .findFirst()
                .orElse(null);
    }

    private static String name(String field) {
        final String name = unescape(field);
        if (!FolderFiles.isPlainName(name)) {
            throw new IllegalArgumentException("not the name of a file in this folder");
        }
        return name;
    }

    /** Tabs, line breaks and other control characters as their UTF-8 bytes in hexadecimal behind a percent sign. */
    private static String escape(String text) {
        final StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            final char character = text.charAt(i);
            if (character != '%' && !Character.isISOControl(character)) {
                escaped.append(character);
                continue;
            }
            for (byte each : String.valueOf(character).getBytes(StandardCharsets.UTF_8)) {
                escaped.append('%').append(String.format("%02x", each));
            }
        }
        return escaped.toString();
    }

    private static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        final byte[] plain = new byte[bytes.length];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                plain[length++] = (byte) Integer.parseInt(new String(bytes, i + 1, 2, StandardCharsets.US_ASCII), 16);
                i += 2;
            } else {
                plain[length++] = bytes[i];
            }
        }
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }
}
