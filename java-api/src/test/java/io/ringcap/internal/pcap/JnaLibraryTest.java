package io.ringcap.internal.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.testing.ChildJvm;
import io.ringcap.testing.LiveNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fallback where something is missing: the shim, the jar, libpcap. */
final class JnaLibraryTest {
    private static final String NOWHERE = "/nonexistent.so";

    @TempDir
    private Path folder;

    private static ChildJvm withoutShim() {
        return new ChildJvm(SourceProbe.class).property(NativeLibrary.PATH_PROPERTY, Path.of(NOWHERE));
    }

    private Path file() throws IOException {
        return CaptureFiles.nanosecondPcap(
                folder.resolve("two.pcap"), List.of(WrittenPacket.of(1, 60), WrittenPacket.of(2, 1514)));
    }

    @Test
    void shouldTakeOverWithoutShimAndSayWhy() throws IOException {
        final String said = withoutShim().run("file", "auto", file().toString(), "greater 100");
        assertTrue(said.startsWith("JNA because the native library of Ringcap could not be loaded"), said);
        assertTrue(said.contains(NOWHERE), said);
        assertTrue(said.endsWith("gave 1 packets"), said);
    }

    @Test
    void shouldNotTakeOverWhenShimWasAskedFor() throws IOException {
        final String said = withoutShim().run("file", "shim", file().toString(), "");
        assertTrue(said.startsWith("START_ENGINE_FAILED: the native library"), said);
    }

    @Test
    void shouldDiagnoseFilterWithoutShim() throws IOException {
        final String said = withoutShim().run("file", "auto", file().toString(), "udp or or tcp");
        assertTrue(said.startsWith("START_INVALID_PARAMS: filter 'udp or or tcp'"), said);
        assertTrue(said.contains("position 8: 'or tcp'"), said);
    }

    @Test
    void shouldListDevicesWithoutShim() {
        final String said = withoutShim().run("devices");
        assertTrue(said.matches("\\[.*\\blo\\b.*\\]"), said);
    }

    @Test
    void shouldListInterfacesForUnknownNameWithoutShim() {
        LiveNetwork.assumeLive();
        final String said = withoutShim().run("interface", "auto", "rcap-none0");
        assertTrue(said.matches("START_INTERFACE_NOT_FOUND: .*there are: .*\\blo\\b.*"), said);
    }

    @Test
    void shouldNameDependencyWhenJarIsMissing() throws IOException {
        for (String choice : List.of("jna", "auto")) {
            final String said = withoutShim().without("jna-").run("file", choice, file().toString(), "");
            assertTrue(said.startsWith("START_ENGINE_FAILED: "), said);
            assertTrue(said.contains("net.java.dev.jna:jna"), said);
        }
        final String said = withoutShim().without("jna-").run("devices");
        assertTrue(said.contains("net.java.dev.jna:jna"), said);
    }

    @Test
    void shouldSayWhereJnaWantsToUnpackWhenItCannot() throws IOException {
        final Path noFolder = Files.createFile(folder.resolve("file"));
        final String said = withoutShim().property("jna.tmpdir", noFolder).run("file", "jna", file().toString(), "");
        assertTrue(said.startsWith("START_ENGINE_FAILED: JNA cannot load its own native library"), said);
        assertTrue(said.contains("-Djna.tmpdir"), said);
    }

    @Test
    void shouldNotNeedJarWhenShimIsThere() throws IOException {
        final String said = new ChildJvm(SourceProbe.class).without("jna-").run("file", "auto", file().toString(), "");
        assertTrue(said.startsWith("SHIM because  gave 2 packets"), said);
    }

    @Test
    void shouldSayHowToInstallLibpcapWhenItIsMissing() {
        final String said = withoutShim().variable("RINGCAP_LIBPCAP", NOWHERE).run("interface", "jna", "lo");
        assertTrue(said.startsWith("START_ENGINE_FAILED: libpcap is missing: " + Remedies.installLibpcap()), said);
        assertTrue(said.contains(NOWHERE), said);
        assertEquals(said, withoutShim().variable("RINGCAP_LIBPCAP", NOWHERE).run("devices"));
    }
}
