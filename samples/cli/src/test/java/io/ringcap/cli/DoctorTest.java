package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringcap.testing.LiveNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor as a script and as a person sees it; what it finds is tested with the library. */
final class DoctorTest {
    private static final String REMEDY =
            "start it where that is allowed: a container with --cap-add NET_RAW, or a systemd unit with"
                    + " CapabilityBoundingSet=CAP_NET_RAW and AmbientCapabilities=CAP_NET_RAW";
    private static final Cli.Setup FORBIDDEN = Cli.usual().behind("setpriv", "--bounding-set", "-net_raw");

    @TempDir
    private Path folder;

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    @Test
    void shouldSayThatACaptureCanStart() {
        final Cli.Result result = Cli.run("doctor");
        assertEquals(ExitCodes.DONE, result.exitCode(), result.out() + result.err());
        assertEquals("", result.err());
        final List<String> lines = result.out().lines().toList();
        assertEquals("ok       native library: loaded", lines.get(0));
        assertTrue(lines.get(1).startsWith("ok       libpcap: libpcap version "), lines.get(1));
        assertTrue(
                result.out().contains("\nok       trial: a packet socket on any opens through shim, "), result.out());
        assertEquals("a capture can start", lines.get(lines.size() - 1));
    }

    @Test
    void shouldNameWhatIsMissingAndTheLineThatMendsIt() {
        final Cli.Result result = FORBIDDEN.run("doctor", "-i", "lo");
        assertEquals(ExitCodes.PREREQUISITE, result.exitCode());
        assertEquals("", result.err());
        final List<String> lines = result.out().lines().toList();
        final int at = lines.indexOf("         do: " + REMEDY);
        assertTrue(at > 0, result.out());
        assertTrue(lines.get(at - 1).startsWith("error    permission: no permission to capture on lo ("), result.out());
        assertTrue(
                lines.get(at - 1)
                        .endsWith("): this process has no CAP_NET_RAW, and cannot get it: its bounding set lacks it"),
                result.out());
        assertEquals("a capture cannot start", lines.get(lines.size() - 1));
    }

    @Test
    void shouldPrintOneLineOfJsonForScripts() {
        final Cli.Result good = Cli.run("doctor", "-i", "lo", "-w", folder.toString(), "--json");
        assertEquals(ExitCodes.DONE, good.exitCode(), good.err());
        assertEquals(1, good.json().size());
        assertTrue(good.last().path("can_capture").asBoolean());
        assertEquals("disk", last(good).path("area").asText());

        final Cli.Result bad = FORBIDDEN.run("doctor", "--json");
        assertEquals(ExitCodes.PREREQUISITE, bad.exitCode());
        assertFalse(bad.last().path("can_capture").asBoolean(true));
        final List<String> errors = new ArrayList<>();
        bad.last().path("findings").forEach(finding -> {
            if (finding.path("level").asText().equals("error")) {
                errors.add(finding.path("remedy").asText());
            }
        });
        assertEquals(List.of(REMEDY), errors);
    }

    private static JsonNode last(Cli.Result result) {
        final JsonNode findings = result.last().path("findings");
        return findings.path(findings.size() - 1);
    }

    @Test
    void shouldRefuseAFolderThatCannotBeRecordedTo() throws Exception {
        final Path file = Files.writeString(folder.resolve("a file"), "");
        final Cli.Result result = Cli.run("doctor", "-i", "lo", "-w", file.toString(), "--json");
        assertEquals(ExitCodes.PREREQUISITE, result.exitCode());
        assertEquals(file + " is no folder", last(result).path("text").asText());
    }

    /** A name is data, for the terminal too. */
    @Test
    void shouldShowAHostileNameWithoutItsControlCharacters() {
        final Cli.Result result = Cli.run("doctor", "-i", "a\u001b[2J b;rm");
        assertEquals(ExitCodes.PREREQUISITE, result.exitCode());
        assertTrue(result.out().contains("error    interface: there is no interface 'a?[2J b;rm' ("), result.out());
        assertFalse(result.out().contains("\u001b"), result.out());
    }
}
