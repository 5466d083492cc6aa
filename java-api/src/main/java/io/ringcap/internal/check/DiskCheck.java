package io.ringcap.internal.check;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether there is a place to record to. It makes no folder. Confined to the thread that checks. */
final class DiskCheck {
    private static final String AREA = "disk";
    private static final Set<String> MEMORY = Set.of("tmpfs", "ramfs");
    private static final Set<String> REMOTE =
            Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "lustre", "afs", "virtiofs");

    private final Question question;
    private final Findings findings;

    DiskCheck(Question question, Findings findings) {
        this.question = question;
        this.findings = findings;
    }

    void run() {
        final Path folder = question.folder();
        if (folder == null) {
            return;
        }
        final Path existing = nearest(folder.toAbsolutePath());
        if (!Files.isDirectory(existing)) {
            findings.error(AREA, existing + " is no folder", "name another folder");
        } else if (!Files.isWritable(existing)) {
            findings.error(
                    AREA,
                    "this user may not write to " + existing,
                    "name another folder, or let the user have this one (chown)");
        } else {
            tellStore(folder, existing);
        }
    }

    /** The folder itself, or the one in which it would be made. */
    private static Path nearest(Path folder) {
        @Nullable Path at = folder;
        while (at.getParent() != null && Files.notExists(at)) {
            at = at.getParent();
        }
        return at;
    }

    private void tellStore(Path folder, Path existing) {
        try {
            final FileStore store = Files.getFileStore(existing);
            final long free = store.getUsableSpace();
            final String text = folder + " on " + store.type() + ", " + Sizes.text(free) + " free";
            if (free <= question.reserveBytes()) {
                findings.error(
                        AREA,
                        text + ", which is less than the reserve of " + Sizes.text(question.reserveBytes()),
                        "free some space, name another folder, or lower the reserve");
            } else if (MEMORY.contains(store.type())) {
                findings.note(AREA, text + ": it is memory, and gone with the next boot", "name a folder on a disk");
            } else if (REMOTE.contains(store.type())) {
                findings.warn(
                        AREA,
                        text + ": a network may stall a recording, and journals need a local disk",
                        "name a folder on a local disk");
            } else {
                findings.ok(AREA, text);
            }
        } catch (IOException e) {
            findings.error(AREA, "cannot look at the disk of " + existing + ": " + e, "name another folder");
        }
    }
}
