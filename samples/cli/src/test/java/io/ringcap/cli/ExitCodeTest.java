package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each class of error has its exit code, one line on stderr, and nothing on stdout. That a process ends with it is tried once for
 * each code; the rest runs in this process, because a JVM for each would take most of the time.
 */
final class ExitCodeTest {
    @TempDir
    private Path folder;

    @Test
    void shouldFailForUnknownInterfaceAndNameTheOnesThereAre() {
        final Cli.Result result = Cli.run("record", "-i", "nosuch0");
        assertError(ExitCodes.FAILED, "there is no interface 'nosuch0'", result);
        assertTrue(result.err().contains("lo"));
    }

    @Test
    void shouldFailForBadFilterAndShowWhere() throws Exception {
        final Path file = folder.resolve("empty.pcap");
        PcapFiles.nanos().packet(1, new byte[60]).write(file);
        final Cli.Result result = Cli.runHere("record", "--read", file.toString(), "-f", "tcp prt 80");
        assertError(ExitCodes.FAILED, "filter 'tcp prt 80'", result);
        assertTrue(result.err().contains("position"), result.err());
    }

    @Test
    void shouldFailForFileThatCannotBeRead() {
        assertError(
                ExitCodes.FAILED,
                "nosuch.pcap",
                Cli.runHere("record", "--read", folder.resolve("nosuch.pcap").toString()));
    }

    @Test
    void shouldFailForFileThatIsNoCapture() throws Exception {
        final Path file = Files.writeString(folder.resolve("text"), "this is not a capture file, whatever its name");
        assertError(ExitCodes.FAILED, "is not a pcap", Cli.runHere("record", "--read", file.toString()));
    }

    @Test
    void shouldFailForFolderThatCannotBeMade() throws Exception {
        final Path file = Files.writeString(folder.resolve("file"), "");
        assertError(
                ExitCodes.FAILED,
                "sink pcapng cannot be opened",
                Cli.runHere(
                        "record",
                        "--synthetic",
                        "64",
                        "--packets",
                        "1",
                        "-w",
                        file.resolve("sub").toString()));
    }

    @Test
    void shouldFailForFolderThatIsNoJournal() {
        assertError(
                ExitCodes.FAILED,
                "no journal",
                Cli.runHere("replay", folder.resolve("nosuch").toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "record --synthetic 64 --nonsense",
                "record",
                "record -i lo --read x.pcap",
                "record --port 80",
                "record --pid 1 --process init",
                "record --netns blue --synthetic 64",
                "record --synthetic 64 --repeat 2",
                "record --synthetic 64 --print --json",
                "record --synthetic 64 --format pcap",
                "record --synthetic 64 -w x --format gif",
                "record --synthetic 64 --direction in",
                "record --synthetic 64 --duration 30",
                "record --synthetic 64 --duration 0s",
                "record --synthetic 64 --bytes 1X",
                "record --synthetic 64 --packets 0",
                "record --synthetic 64 -s 0",
                "record -i lo --workers 0",
                "record -i lo --workers 17",
                "record -i lo --fanout hash",
                "record -i lo --workers 2 --fanout evenly",
                "record --synthetic 64 --ring 1K",
                "record --synthetic 64 --buffer 3G",
                "record --synthetic 64 -f tcp",
                "record --synthetic 10",
                "record --synthetic 64@x",
                "record --synthetic 64 --sink file",
                "record --read x.pcap --source magic",
                "replay",
                "replay x --print --count",
                "replay x --print --json",
                "replay x --format pcap",
                "replay x --from yesterday",
                "replay x --from 2 --to 1",
                "devices --all",
                "demo now",
                "capture",
                ""
            })
    void shouldCallWrongUsageByItsCodeAndPointToHelp(String line) {
        final Cli.Result result = Cli.runHere(line.isEmpty() ? new String[0] : line.split(" "));
        assertEquals(ExitCodes.USAGE, result.exitCode(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().startsWith("ringcap: "), result.err());
        assertTrue(result.err().contains("--help"), result.err());
    }

    @Test
    void shouldEndTheProcessWithTheCodeOfWrongUsage() {
        final Cli.Result result = Cli.run("record");
        assertEquals(ExitCodes.USAGE, result.exitCode(), result.err());
        assertEquals(Cli.runHere("record"), result);
    }

    @Test
    void shouldNameThePrerequisiteWhenLibpcapIsMissing() throws Exception {
        final Path file = folder.resolve("one.pcap");
        PcapFiles.nanos().packet(1, new byte[60]).write(file);
        final Cli.Setup setup = Cli.usual().withEnvironment("RINGCAP_LIBPCAP=/nonexistent");
        assertError(ExitCodes.PREREQUISITE, "libpcap is missing", setup.run("record", "--read", file.toString()));
        assertError(ExitCodes.PREREQUISITE, "libpcap is missing", setup.run("devices"));
    }

    @Test
    void shouldNameThePrerequisiteWhenTheShimIsMissing() {
        assertError(
                ExitCodes.PREREQUISITE,
                "could not be loaded",
                Cli.usual()
                        .withJavaOptions("-Dringcap.native.path=/nonexistent/libringcap.so")
                        .run("record", "-i", "lo", "--source", "shim"));
    }

    @Test
    void shouldNameThePrerequisiteWhenAFlagOfTheJournalIsMissing() {
        assertError(
                ExitCodes.PREREQUISITE,
                "--add-exports",
                Cli.usual().withJavaOptions().run("record", "--synthetic", "64", "--journal", journal()));
    }

    @Test
    void shouldNameThePrerequisiteWhenTheJarOfTheJournalIsMissing() {
        assertError(
                ExitCodes.PREREQUISITE,
                "chronicle-queue",
                Cli.usual().without("chronicle-").run("record", "--synthetic", "64", "--journal", journal()));
    }

    @Test
    void shouldNameThePrerequisiteWhenTheRightToCaptureIsMissing() {
        LiveNetwork.assumeLive();
        assertError(
                ExitCodes.PREREQUISITE,
                "no permission to capture on lo",
                Cli.usual().behind("setpriv", "--bounding-set", "-net_raw").run("record", "-i", "lo"));
    }

    @Test
    void shouldPrintFailedMessageAsJson() {
        final Cli.Result result = Cli.runHere("record", "-i", "nosuch0", "--json");
        assertEquals(ExitCodes.FAILED, result.exitCode());
        assertEquals(List.of("CAPTURE_FAILED"), result.types());
        assertEquals(102, result.last().path("error_code").asInt());
        assertEquals(
                "ringcap: " + result.last().path("error_msg").asText(),
                result.err().strip());
    }

    private String journal() {
        return folder.resolve("journal").toString();
    }

    private static void assertError(int exitCode, String text, Cli.Result result) {
        assertEquals(exitCode, result.exitCode(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().startsWith("ringcap: "), result.err());
        assertTrue(result.err().contains(text), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
    }
}
