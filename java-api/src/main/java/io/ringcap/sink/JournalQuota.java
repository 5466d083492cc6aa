package io.ringcap.sink;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps journals off disks with a quota. A journal is written through mapped memory as well; where a page of that meets a quota
 * the kernel can only kill the process, and free space does not tell how near that is. Used by any thread, before a journal is
 * opened for writing; Linux only, elsewhere nothing is known.
 */
final class JournalQuota {
    /** {@code true} says that no quota is set for this user, group and project. */
    static final String OVERRIDE = "ringcap.journal.quota.ignored";

    private static final Set<String> QUOTA_OPTIONS =
            Set.of("quota", "usrquota", "grpquota", "prjquota", "uquota", "gquota", "pquota", "usrjquota", "grpjquota");
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path BTRFS = Path.of("/sys/fs/btrfs");
    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");

    private JournalQuota() {}

    /** @throws CaptureException if the folder lies on a file system where quotas are in force */
    static void refuse(Path directory) {
        if (Boolean.getBoolean(OVERRIDE)) {
            return;
        }
        final String sign;
        try {
            if (!Files.isReadable(MOUNTS)) {
                return;
            }
            final Mount mount =
                    mountOf(directory.toRealPath(), Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1));
            sign = mount == null ? null : mount.isBtrfs() ? btrfsSign(mount.source(), BTRFS) : mount.quotaOption();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "nothing is known about quotas of {0}: {1}", directory, e);
            return;
        }
        if (sign != null) {
            throw new CaptureException(
                    ErrorCode.START_CREATE_FILE_FAILED,
                    "the disk of the journal " + directory + " has quotas (" + sign
                            + "): a memory-mapped journal that meets one kills the JVM. Name a folder on another disk, or"
                            + " record files instead, which may have a quota; if none is set for this user, start java with"
                            + " -D" + OVERRIDE + "=true");
        }
    }

    /** The file system that a path without links is on; null when it is not named. */
    static @Nullable Mount mountOf(Path path, List<String> lines) {
        Mount found = null;
        for (String line : lines) {
            final Mount mount = Mount.parse(line);
            // Of two on the same folder the later one is seen.
            if (mount != null
                    && path.startsWith(mount.point())
                    && (found == null || mount.point().startsWith(found.point()))) {
                found = mount;
            }
        }
        return found;
    }

    /** What says that a file system of btrfs keeps quotas; null when nothing does. */
    static @Nullable String btrfsSign(String source, Path known) throws IOException {
        final String device = String.valueOf(Path.of(source).toRealPath().getFileName());
        try (DirectoryStream<Path> all = Files.newDirectoryStream(known)) {
            for (Path each : all) {
                if (Files.exists(each.resolve("devices").resolve(device))
                        && Files.isDirectory(each.resolve("qgroups"))) {
                    return "qgroups of btrfs";
                }
            }
        }
        return null;
    }

    /** A line of mountinfo. */
    record Mount(Path point, String type, String source, Set<String> options) {
        private static final int POINT_FIELD = 4;

        /** See proc(5): the part behind the lone minus is type, source and the file system's own options. */
        static @Nullable Mount parse(String line) {
            final String[] halves = line.split(" - ", 2);
            final String[] first = halves[0].split(" ", -1);
            final String[] second = halves.length < 2 ? new String[0] : halves[1].split(" ", -1);
            if (first.length <= POINT_FIELD + 1 || second.length < 3) {
                return null;
            }
            final Set<String> options = new HashSet<>(Arrays.asList(first[POINT_FIELD + 1].split(",", -1)));
            options.addAll(Arrays.asList(second[2].split(",", -1)));
            try {
                return new Mount(Path.of(plain(first[POINT_FIELD])), second[0], plain(second[1]), options);
            } catch (InvalidPathException e) {
                // A name that this JVM's locale cannot write: no folder of ours is there.
                return null;
            }
        }

        boolean isBtrfs() {
            return type.equals("btrfs");
        }

        @Nullable
        String quotaOption() {
            return options.stream()
                    .filter(option -> QUOTA_OPTIONS.contains(option.split("=", 2)[0]))
                    .sorted()
                    .findFirst()
                    .map(option -> "mount option " + option)
                    .orElse(null);
        }

        /** Blanks, tabs, line ends and backslashes are written as octal numbers of bytes. */
        private static String plain(String field) {
            final byte[] bytes = field.getBytes(StandardCharsets.ISO_8859_1);
            final byte[] plain = new byte[bytes.length];
            int length = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\\' && i + 3 < bytes.length) {
                    plain[length++] = (byte) Integer.parseInt(field.substring(i + 1, i + 4), 8);
                    i += 3;
                } else {
                    plain[length++] = bytes[i];
                }
            }
            return new String(plain, 0, length, StandardCharsets.UTF_8);
        }
    }
}
