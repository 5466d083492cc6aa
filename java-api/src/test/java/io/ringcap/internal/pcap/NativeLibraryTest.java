package io.ringcap.internal.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeLibraryTest {
    @TempDir
    private Path folder;

    @Test
    void shouldBeThereOnThePlatformsWeBuildFor() {
        assertTrue(
                List.of("linux-x86_64", "linux-aarch64").contains(NativeLibrary.platform()), NativeLibrary.platform());
        assertNull(NativeLibrary.unavailabilityCause());
    }

    @Test
    void shouldTryOnlyTheFileItWasTold() {
        final Path missing = folder.resolve("missing.so");
        final String said = new ChildJvm(SourceProbe.class)
                .property(NativeLibrary.PATH_PROPERTY, missing)
                .run("cause");
        assertTrue(said.contains(missing.toString()), said);
        assertTrue(said.contains("-D" + NativeLibrary.PATH_PROPERTY), said);
        assertTrue(!said.contains("java.library.path"), said);
    }

    @Test
    void shouldRefuseFileThatIsNoLibrary() throws IOException {
        final Path text = Files.writeString(folder.resolve("text.so"), "not a library");
        final String said = new ChildJvm(SourceProbe.class)
                .property(NativeLibrary.PATH_PROPERTY, text)
                .run("cause");
        assertTrue(said.contains(text.toString()), said);
    }

    @Test
    void shouldExtractIntoPrivateFolder() throws IOException {
        assertEquals("cause: null", extractInto(folder));
        final List<Path> made = list(folder);
        assertEquals(1, made.size(), made.toString());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made.get(0))));
        final List<Path> files = list(made.get(0));
        assertEquals(1, files.size(), files.toString());
        // Once more: the same file serves, nothing is added.
        assertEquals("cause: null", extractInto(folder));
        assertEquals(made, list(folder));
        assertEquals(files, list(made.get(0)));
    }

    @Test
    void shouldReplaceFileThatSomebodyChanged() throws IOException {
        extractInto(folder);
        final Path library = list(list(folder).get(0)).get(0);
        final byte[] good = Files.readAllBytes(library);
        Files.writeString(library, "changed");
        assertEquals("cause: null", extractInto(folder));
        assertEquals(-1, Files.mismatch(library, Files.write(folder.resolve("good"), good)));
    }

    @Test
    void shouldNotUseFolderThatOthersMayWrite() throws IOException {
        final Path open = Files.createDirectory(folder.resolve("ringcap-" + System.getProperty("user.name")));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertEquals("cause: null", extractInto(folder));
        assertEquals(List.of(), list(open));
        assertEquals(2, list(folder).size());
    }

    @Test
    void shouldSayWhereItCouldNotBeExtracted() {
        final Path missing = folder.resolve("no-such-folder");
        final String said = extractInto(missing);
        assertTrue(said.contains(missing.toString()), said);
        assertTrue(said.contains("-D" + NativeLibrary.WORKDIR_PROPERTY), said);
    }

    @Test
    void shouldSayHowToInstallLibpcapWhenItIsMissing() {
        final String said = new ChildJvm(SourceProbe.class)
                .variable("RINGCAP_LIBPCAP", "/nonexistent.so")
                .run("interface", "shim", "lo");
        assertTrue(said.startsWith("START_ENGINE_FAILED: libpcap is missing: "), said);
        assertTrue(said.contains(Remedies.installLibpcap()), said);
        assertTrue(said.contains("/nonexistent.so"), said);
    }

    @Test
    void shouldKnowHowToInstallLibpcapOnEachDistribution() {
        assertEquals("sudo apt-get install libpcap0.8", Remedies.installCommand("ID=debian\n"));
        assertEquals(
                "sudo apt-get install libpcap0.8",
                Remedies.installCommand("NAME=\"Mint\"\nID_LIKE=\"ubuntu debian\"\n"));
        assertEquals(
                "sudo dnf install libpcap", Remedies.installCommand("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"));
        assertEquals("sudo apk add libpcap", Remedies.installCommand("ID=alpine\n"));
        assertEquals("sudo pacman -S libpcap", Remedies.installCommand("ID=arch\n"));
        assertEquals("sudo zypper install libpcap1", Remedies.installCommand("ID=\"x\"\nID_LIKE=\"suse opensuse\"\n"));
        assertEquals("", Remedies.installCommand("ID=plan9\n"));
    }

    private static String extractInto(Path workdir) {
        return new ChildJvm(SourceProbe.class)
                .property(NativeLibrary.WORKDIR_PROPERTY, workdir)
                .run("cause");
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }
}
