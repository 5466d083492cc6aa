package io.ringcap.internal.files;

import io.ringcap.config.CompressFormat;
import io.ringcap.message.CaptureException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Compresses files of a folder in a process of its own: folder, format, names. Says what went wrong, or nothing. */
final class ArchiverChild {
    private ArchiverChild() {}

    public static void main(String[] arguments) throws Exception {
        final FileManifest manifest = FileManifest.of(Path.of(arguments[0]));
        final List<String> names = Arrays.asList(arguments).subList(2, arguments.length);
        final List<FileManifest.Entry> entries = manifest.read().stream()
                .filter(each -> names.contains(each.name()))
                .toList();
        final Archiver archiver = new Archiver(() -> false);
        System.out.println("!");
        try {
            archiver.compress(manifest, entries, CompressFormat.valueOf(arguments[1]), 6);
        } catch (CaptureException e) {
            System.out.println(e.code() + " " + e.getMessage());
        }
    }
}
