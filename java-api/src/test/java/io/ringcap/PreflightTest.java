package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.Finding;
import io.ringcap.message.Finding.Level;
import io.ringcap.message.PreflightReport;
import io.ringcap.testing.ChildJvm;
import io.ringcap.testing.Commands;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SmallDisk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a preflight finds on real interfaces and disks; what it says of rights is in PermissionTest. */
class PreflightTest {
    @TempDir
    private Path folder;

    /** Asks about loopback, and prints what is found about the library and the journal. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            try (CaptureManager manager = CaptureManager.open()) {
                final CaptureSpec spec = CaptureSpec.onInterface("lo").build();
                final PreflightReport report = manager.preflight(spec, CaptureConfig.defaults(), null);
                for (String area : new String[] {"native library", "journal"}) {
                    about(report, area)
                            .forEach(finding -> System.out.println(finding.level() + "|" + finding.remedy()));
                }
                System.out.println(report.canCapture());
            }
        }
    }

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    private static PreflightReport preflight(CaptureSpec.Builder spec) {
        try (CaptureManager manager = CaptureManager.open()) {
            return manager.preflight(spec.build());
        }
    }

    private static List<Finding> about(PreflightReport report, String area) {
        return report.findings().stream()
                .filter(finding -> finding.area().equals(area))
                .toList();
    }

    private static void follow(String remedy) {
        Commands.run(remedy.substring("sudo ".length()).split(" "));
    }

    @Test
    void shouldTellOffloadsThatAreOnAndTheLineThatEndsThem() {
        try (LiveNetwork network = LiveNetwork.open()) {
            final Path netns = network.receivingNetns();
            final CaptureSpec.Builder spec = CaptureSpec.onInterface("rx0").netns(netns);
            final PreflightReport before = preflight(spec);
            assertTrue(before.canCapture(), before.toString());
            assertEquals(List.of(), about(before, "offloads"));
            assertEquals(
                    List.of(new Finding(
                            Level.OK,
                            "trial",
                            "a packet socket on rx0 opens through shim, link type 1, TPACKET_V3, kernel ring 32.0 MiB,"
                                    + " promiscuous",
                            "")),
                    about(before, "trial"));

            final String[] on = {"tx", "on", "sg", "on", "gro", "on", "gso", "on", "tso", "on"};
            Commands.run(
                    "nsenter",
                    "--net=" + netns,
                    "ethtool",
                    "-K",
                    "rx0",
                    on[0],
                    on[1],
                    on[2],
                    on[3],
                    on[4],
                    on[5],
                    on[6],
                    on[7],
                    on[8],
                    on[9]);
            final List<Finding> found = about(preflight(spec), "offloads");
            assertEquals(
                    List.of(new Finding(
                            Level.NOTE,
                            "offloads",
                            "rx0 has GRO, TSO, GSO on: a capture sees frames larger than the link carries, where it is put"
                                    + " together or not yet cut",
                            "sudo nsenter --net=" + netns + " ethtool -K rx0 gro off tso off gso off")),
                    found);
            follow(found.get(0).remedy());
            assertEquals(List.of(), about(preflight(spec), "offloads"));
        }
    }

    @Test
    void shouldTellAnInterfaceThatIsDownAndHowToBringItUp() {
        try (LiveNetwork network = LiveNetwork.open()) {
            final Path netns = network.receivingNetns();
            final CaptureSpec.Builder spec = CaptureSpec.onInterface("rx0").netns(netns);
            network.linkDown(0);
            final PreflightReport down = preflight(spec);
            assertFalse(down.canCapture());
            final Finding error = about(down, "trial").get(0);
            assertEquals(Level.ERROR, error.level());
            assertTrue(error.text().startsWith("cannot capture on rx0: "), error.text());
            final String line = "sudo nsenter --net=" + netns + " ip link set dev rx0 up";
            assertEquals("bring it up first: " + line, error.remedy());
            follow(line);
            assertTrue(preflight(spec).canCapture());
        }
    }

    @Test
    void shouldTellTheNamesThereAreWhereThereIsNoSuchInterface() {
        final PreflightReport report = preflight(CaptureSpec.onInterface("a b;rm -rf $HOME"));
        assertFalse(report.canCapture());
        final Finding error = about(report, "interface").get(0);
        assertTrue(error.text().startsWith("there is no interface 'a b;rm -rf $HOME' ("), error.text());
        assertTrue(error.remedy().startsWith("name one of these: "), error.remedy());
        assertTrue(error.remedy().contains("lo"), error.remedy());
    }

    /** It looks for targets the way a start does. */
    @Test
    void shouldTellAProcessThatIsNotThere() {
        final PreflightReport report = preflight(CaptureSpec.ofProcess("no such; process"));
        assertFalse(report.canCapture());
        final Finding error = about(report, "process").get(0);
        assertEquals(Level.ERROR, error.level());
        assertTrue(error.text().contains("no such; process"), error.text());
    }

    @Test
    void shouldTryTheFileThatIsToBeRead() throws Exception {
        final Path file = folder.resolve("a.pcap");
        PcapFiles.nanos().packet(1, new byte[60]).write(file);
        final PreflightReport report = preflight(CaptureSpec.fromFile(file));
        assertTrue(report.canCapture());
        assertEquals(
                List.of(new Finding(Level.OK, "trial", "a.pcap can be read, link type 1", "")), about(report, "trial"));
        assertEquals(List.of(), about(report, "capabilities"));
        final PreflightReport missing = preflight(CaptureSpec.fromFile(folder.resolve("no such")));
        assertFalse(missing.canCapture());
        assertTrue(about(missing, "parameters").get(0).text().contains("no such"), missing.toString());
    }

    @Test
    void shouldSayWhatToDoWhereTheLibraryCannotBeMappedAndFlagsAreMissing() throws Exception {
        final SmallDisk disk = SmallDisk.mount(folder, 16 << 20);
        try {
            Commands.run("mount", "-o", "remount,noexec", folder.toString());
            final String library = "-Dringcap.native.workdir=FOLDER, where FOLDER is not mounted noexec";
            final String flags = "start java with --add-exports=java.base/sun.nio.ch=ALL-UNNAMED"
                    + " --add-opens=java.base/java.lang.reflect=ALL-UNNAMED, or record to files instead, which needs no flag";
            final ChildJvm child = new ChildJvm(Program.class).property("ringcap.native.workdir", folder);
            assertEquals(
                    List.of("WARNING|" + library, "NOTE|" + flags, "true"),
                    child.run().lines().toList());
            // Nor can JNA map its own library there.
            assertEquals(
                    List.of("ERROR|" + library, "NOTE|" + flags, "false"),
                    child.property("jna.tmpdir", folder).run().lines().toList());
        } finally {
            disk.close();
        }
    }
}
