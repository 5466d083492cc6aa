package io.ringcap.internal.files;

import io.ringcap.config.CompressFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How archives are named: after their only file, or after the first and how many follow. Stateless; any thread.
 */
final class ArchiveName {
    private static final int MAX_STEM_BYTES = 200;

    private ArchiveName() {}

    /** The first name from a number on that nothing in the folder has. */
    static String free(Path folder, List<String> members, CompressFormat format) {
        for (int number = 1; ; number++) {
            final String name = of(members, format, number);
            if (!Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                return name;
            }
        }
    }

    private static String of(List<String> members, CompressFormat format, int number) {
        final String first = members.get(0);
        final int dot = first.lastIndexOf('.');
        final String stem = dot > 0 ? first.substring(0, dot) : first;
        final String repeated = number == 1 ? "" : "-" + number;
        if (!ArchiveCodec.isGathering(format)) {
            return stem + repeated + first.substring(stem.length()) + "." + format.text();
        }
        final String more = members.size() == 1 ? "" : "+" + (members.size() - 1);
        return cut(stem) + more + repeated + "." + format.text();
    }

    /** The format of an archive of this name; null when it is none. */
    static @Nullable CompressFormat format(String name) {
        for (CompressFormat format : CompressFormat.values()) {
            if (name.endsWith("." + format.text())) {
                return format;
            }
        }
        return null;
    }

    private static String cut(String stem) {
        String shorter = stem;
        while (shorter.getBytes(StandardCharsets.UTF_8).length > MAX_STEM_BYTES) {
            shorter = shorter.substring(0, shorter.offsetByCodePoints(shorter.length(), -1));
        }
        return shorter;
    }
}
