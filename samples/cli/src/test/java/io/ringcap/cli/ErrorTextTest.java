package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.testing.Commands;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong when a command runs is told in one line: the cause, and one thing to do about it. */
final class ErrorTextTest {
    private static final String FAILURES = """
            record -i l0                         | there is no interface 'l0' (.*); there are: lo, .*
            record --read in.pcap -f tcp_prt     | filter 'tcp_prt' is not a BPF .* the manual page pcap-filter.7.
            record --read nosuch.pcap            | cannot open .*/nosuch.pcap: No such file or directory; name a .* file .*
            record --read text                   | .*/text is not a pcap or pcapng file .*: unknown file format; 'capinfos.*
            record --read empty                  | cannot open .*/empty: Is a directory; name a pcap or pcapng file .*
            record --read in.pcap -w text        | .* cannot make the folder .*/text: something else .*; choose one .*
            record --netns nosuch -i lo          | cannot open network namespace .*; 'ip netns list' shows .*
            record --process nosuch              | there is no process 'nosuch'; 'ps -e' shows .*
            replay nosuch                        | .*/nosuch: there is no such folder, .*; name the folder .*
            replay empty                         | .*/empty: not a journal, .*; name the folder .*
            replay text                          | .*/text, which is a file; a journal is a folder: name the folder .*
            recover nosuch                       | nosuch is no folder; name the one that was recorded into
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void makeFiles() throws Exception {
        Files.writeString(folder.resolve("text"), "this is no capture file, whatever its name");
        Files.createDirectories(folder.resolve("empty"));
        PcapFiles.nanos().packet(1, new byte[60]).write(folder.resolve("in.pcap"));
    }

    /** In one process, which logs as the command does: nothing else may be said. */
    @Test
    void shouldTellCauseAndRemedy() throws Exception {
        final List<String[]> rows =
                FAILURES.lines().map(each -> each.split(" +\\| ", 2)).toList();
        Files.writeString(
                folder.resolve("script"),
                rows.stream().map(row -> row[0].replace(' ', '\n') + "\n\n").collect(Collectors.joining()));
        final List<String> said =
                Cli.usual().in(folder).runScript("script").out().lines().toList();
        assertEquals(2 * rows.size(), said.size(), said::toString);
        for (int i = 0; i < rows.size(); i++) {
            assertTrue(said.get(2 * i).matches("ringcap: " + rows.get(i)[1]), said.get(2 * i));
            assertEquals(CommandScript.EXIT + ExitCodes.FAILED, said.get(2 * i + 1), rows.get(i)[0]);
        }
    }

    @Test
    void shouldLeaveNoFolderBehindThatARefusedStartHasMade() {
        for (String sinks : List.of(
                "-w @made/files",
                "--journal @made/journal",
                "-w @made/files --journal @made/files/journal",
                "-w @made/here/files --journal @made/here")) {
            assertRefused(sinks);
            assertFalse(Files.exists(folder.resolve("made")), sinks);
        }
    }

    @Test
    void shouldLeaveFoldersAloneThatWereThereBefore() throws Exception {
        final Path journal = Files.createDirectories(folder.resolve("empty/journal"));
        assertRefused("-w @empty --journal @empty/journal");
        assertTrue(Files.isDirectory(journal));
        final Path held = Files.writeString(
                Files.createDirectories(folder.resolve("recorded")).resolve("metadata.cq4t"), "");
        assertRefused("-w @recorded");
        assertTrue(Files.exists(held));
    }

    private void assertRefused(String sinks) {
        assertError(
                ExitCodes.FAILED,
                "there is no interface 'nosuch0' .*",
                Cli.runHere(("record -i nosuch0 " + sinks)
                        .replace("@", folder + "/")
                        .split(" ")));
    }

    @Test
    void shouldNotTraceTheStackWhenLinkTypesDoNotFitOneFile() throws Exception {
        LiveNetwork.assumeLive();
        final String netns = "rcerr" + ProcessHandle.current().pid();
        Commands.run("ip", "netns", "add", netns);
        try {
            Commands.run("ip", "-n", netns, "link", "set", "lo", "up");
            Commands.run("ip", "-n", netns, "tuntap", "add", "tun0", "mode", "tun");
            Commands.run("ip", "-n", netns, "link", "set", "tun0", "up");
            assertError(
                    ExitCodes.FAILED,
                    "sink pcap: a pcap file holds one link type only, .*; use the pcapng format, which holds both",
                    Cli.usual()
                            .in(folder)
                            .run("record", "--netns", netns, "-i", "lo", "-i", "tun0", "-w", "x", "--format", "pcap"));
        } finally {
            Commands.run("ip", "netns", "del", netns);
        }
    }

    @Test
    void shouldNameTheLocaleForPathsThatItCannotHold() {
        final Cli.Result result =
                Cli.usual().in(folder).behind("env", "LC_ALL=C").run("record", "--synthetic", "64", "-w", "ordnér");
        assertEquals(ExitCodes.USAGE, result.exitCode(), result.err());
        assertTrue(result.err().contains("set LC_ALL=C.UTF-8"), result.err());
        assertEquals(2, result.err().lines().count(), result.err());
    }

    @Test
    void shouldSayWhoMayNotWriteToAFolder() throws Exception {
        LiveNetwork.assumeLive();
        final Path closed = folder.resolve("empty");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-x------"));
        // Root without the right to do what modes forbid.
        final Cli.Setup humble = Cli.usual().behind("setpriv", "--bounding-set", "-dac_override,-dac_read_search");
        for (String sink : List.of("-w", "--journal")) {
            assertError(
                    ExitCodes.FAILED,
                    "sink .*: permission denied; make the folder writable for this user or choose another one",
                    humble.run("record", "--synthetic", "64", "--packets", "1", sink, closed.toString()));
        }
    }

    private static void assertError(int exitCode, String text, Cli.Result result) {
        assertEquals(exitCode, result.exitCode(), result.err());
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().strip().matches("ringcap: " + text), result.err());
    }
}
