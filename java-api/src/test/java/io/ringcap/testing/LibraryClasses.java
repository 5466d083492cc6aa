package io.ringcap.testing;

import io.ringcap.CaptureManager;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The classes that the jar of the library will have. Stateless. */
public final class LibraryClasses {
    private static final String ENDING = ".class";

    private LibraryClasses() {}

    /** All of them, by name, none initialised. */
    public static List<Class<?>> all() throws IOException, URISyntaxException {
        final Path folder = Path.of(CaptureManager.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString())
                    .filter(name -> name.endsWith(ENDING) && !name.endsWith("-info" + ENDING))
                    .map(name ->
                            name.substring(0, name.length() - ENDING.length()).replace('/', '.'))
                    .sorted()
                    .<Class<?>>map(LibraryClasses::load)
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, LibraryClasses.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name + " has a file, but cannot be loaded", e);
        }
    }
}
