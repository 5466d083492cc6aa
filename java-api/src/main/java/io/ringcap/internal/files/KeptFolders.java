package io.ringcap.internal.files;

import io.ringcap.config.CompressFormat;
import io.ringcap.internal.lock.FolderLock;
import io.ringcap.message.SessionId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The folders that a cleaner has had to do with. Each is put right, and what was left there taken up, when it is first needed.
 * Confined to the cleaner's thread, and closed by it.
 */
final class KeptFolders {
    static final long BYTES_PER_MB = 1L << 20;

    private static final System.Logger LOG = System.getLogger("io.ringcap.files");

    private final Archiver archiver;
    private final Gathering gathering;
    private final Map<Path, KeptFolder> folders = new LinkedHashMap<>();

    KeptFolders(Archiver archiver, Gathering gathering) {
        this.archiver = archiver;
        this.gathering = gathering;
    }

    Collection<KeptFolder> all() {
        return folders.values();
    }

    /** @param own the manifest of the manager's own folder, for which the settings hold; null when it has none */
    KeptFolder of(Path folder, CleanerSettings settings, @Nullable FileManifest own) throws IOException {
        final FileManifest manifest = FileManifest.of(folder);
        final KeptFolder known = folders.get(manifest.folder());
        if (known != null) {
            return known;
        }
        // First of all: what is too old there goes, whatever else cannot be done.
        final KeptFolder opened = KeptFolder.open(manifest, System.nanoTime());
        folders.put(manifest.folder(), opened);
        try {
            archiver.settle(manifest);
        } catch (FolderLock.HeldException e) {
            // Whoever compresses there has put it right.
            LOG.log(System.Logger.Level.DEBUG, "{0} is in other hands", folder);
        } catch (CancellationException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} is put right by the next start", folder);
        }
        if (opened.isAlone()) {
            takeUp(manifest, settings, manifest.equals(own));
        }
        return opened;
    }

    /** Something was published, or a session has ended, or the settings are others. */
    void changed() {
        folders.values().forEach(KeptFolder::changed);
    }

    void close() {
        folders.values().forEach(KeptFolder::close);
    }

    /** What was to be compressed there by somebody who lives no more. */
    private void takeUp(FileManifest manifest, CleanerSettings settings, boolean isOwn) throws IOException {
        final List<FileManifest.Entry> left = manifest.read().stream()
                .filter(entry -> !entry.isArchive() && !EarlierFiles.isRunning(entry.sessionId()))
                .toList();
        for (FileManifest.Entry entry : left) {
            final FileCare care = isOwn ? settings.careFor(entry) : entry.care();
            final CompressFormat format = care.compress();
            if (format != null && FolderFiles.regular(manifest.folder().resolve(entry.name())) != null) {
                gathering.add(
                        new SessionId(0, "", entry.sessionId()),
                        manifest,
                        entry.with(care),
                        format,
                        settings.values().compressThresholdMb() * BYTES_PER_MB);
            }
        }
        left.forEach(entry -> gathering.end(new SessionId(0, "", entry.sessionId())));
    }
}
