package io.ringcap.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of the sources that must say what a test finds out. {@code -D}{@value #REWRITE}{@code =true} has it written anew, for the
 * change to be looked at before it is committed. Stateless.
 */
public final class ExpectedFile {
    private static final String REWRITE = "ringcap.rewrite";

    private ExpectedFile() {}

    /**
     * Compares, or writes.
     *
     * @param file its path in the module
     * @param meaning what a difference means, and what to do about it
     */
    public static void mustBe(Path file, String text, String meaning) throws IOException {
        if (Boolean.getBoolean(REWRITE)) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        }
        final String written = Files.exists(file) ? Files.readString(file) : "";
        assertEquals(
                written, text, meaning + "; to write " + file + " anew, run this test with -D" + REWRITE + "=true");
    }
}
