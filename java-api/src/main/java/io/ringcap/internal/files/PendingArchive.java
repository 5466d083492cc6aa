package io.ringcap.internal.files;

import java.util.List;

/**
 * An archive that is whole and about to get its name, and the files that go then. It is in the manifest until they have gone,
 * so that a killed process leaves nothing twice. Immutable.
 */
record PendingArchive(FileManifest.Entry archive, List<String> members) {
    PendingArchive {
        members = List.copyOf(members);
    }
}
