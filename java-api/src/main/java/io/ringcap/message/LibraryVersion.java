package io.ringcap.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this library, as the build wrote it down; files and messages carry it. */
public final class LibraryVersion {
    /** Such as {@code 1.0.0}. */
    public static final String TEXT = read();

    private LibraryVersion() {}

    private static String read() {
        final Properties properties = new Properties();
        try (InputStream in = LibraryVersion.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("the jar of Ringcap is incomplete: it has no version.properties");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "");
    }
}
