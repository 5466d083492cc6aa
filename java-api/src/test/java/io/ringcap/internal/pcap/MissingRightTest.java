package io.ringcap.internal.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringcap.testing.Commands;
import io.ringcap.testing.LiveNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of processes that a test cannot easily be; real ones are asked in PermissionTest. */
final class MissingRightTest {
    private static final long RAW = 1L << ProcessRights.NET_RAW;
    private static final String WHOLE = "         0          0 4294967295\n";
    private static final String AMBIENT = "sudo setpriv --reuid ann --regid \"$(id -g ann)\" --init-groups"
            + " --inh-caps +net_raw --ambient-caps +net_raw /opt/java ..., or in a systemd unit:"
            + " AmbientCapabilities=CAP_NET_RAW";

    private static ProcessRights rights(long effective, int noNewPrivileges, int seccomp, String uidMap, long ofFile) {
        final String status = "Name:\tx\nCapPrm:\t0\nCapEff:\t" + Long.toHexString(effective)
                + "\nCapBnd:\t000001ffffffffff\nCapAmb:\t0\nNoNewPrivs:\t" + noNewPrivileges + "\nSeccomp:\t" + seccomp
                + "\n";
        return ProcessRights.parse(status, uidMap, ofFile, "/opt/java");
    }

    private static MissingRight missing(ProcessRights rights) {
        return MissingRight.of(ProcessRights.NET_RAW, rights, "ann");
    }

    @Test
    void shouldSayWhyTheCapabilityOfTheFileHasNoEffect() {
        assertEquals(
                new MissingRight(
                        "the file /opt/java gives CAP_NET_RAW, but has no effect under no_new_privs",
                        "give it as an ambient capability, which no_new_privs leaves alone: " + AMBIENT),
                missing(rights(0, 1, 0, WHOLE, RAW)));
    }

    @Test
    void shouldSayWhyAProcessMayHaveMissedTheCapabilityOfItsFile() {
        assertEquals(
                new MissingRight(
                        "the file /opt/java gives CAP_NET_RAW, but this process did not get it: it was given after the"
                                + " start, or the file system is mounted nosuid",
                        "start it again, or give it as an ambient capability: " + AMBIENT),
                missing(rights(0, 0, 0, WHOLE, RAW)));
    }

    @Test
    void shouldBlameThePolicyThatRefusesWhatTheCapabilityAllows() {
        final String remedy =
                "allow packet sockets in that policy: the container's seccomp profile, AppArmor or SELinux"
                        + " (sudo journalctl -k | grep -i denied)";
        final String cause = "CAP_NET_RAW is there, but a security policy refuses";
        assertEquals(new MissingRight(cause, remedy), missing(rights(RAW, 0, 0, WHOLE, 0)));
        assertEquals(
                new MissingRight(cause + " (a seccomp filter is in force)", remedy),
                missing(rights(RAW, 0, 2, WHOLE, 0)));
    }

    /** Or whoever follows the line lacks another one the next time. */
    @Test
    void shouldNameAllCapabilitiesThatTheCaptureNeeds() {
        final ProcessRights rights = ProcessRights.parse(
                "CapEff:\t200000\nCapAmb:\t200000\nCapBnd:\t000001ffffffffff\n", WHOLE, 0, "/opt/java");
        final String all = "start it with these capabilities: "
                + AMBIENT.replace("+net_raw", "+net_raw,+sys_admin")
                        .replace("=CAP_NET_RAW", "=CAP_NET_RAW CAP_SYS_ADMIN");
        assertEquals(all, MissingRight.of(ProcessRights.NET_RAW, rights, "ann").remedy());
        assertEquals(
                all,
                MissingRight.of(ProcessRights.SYS_ADMIN, rights(RAW, 0, 0, WHOLE, 0), "ann")
                        .remedy());
    }

    @Test
    void shouldTakeNamesForDataInTheLineToCopy() {
        final ProcessRights rights = ProcessRights.parse("CapBnd:\tffffffff\n", WHOLE, 0, "/opt/my java; rm");
        final String remedy =
                MissingRight.of(ProcessRights.NET_RAW, rights, "o'neil").remedy();
        assertTrue(remedy.contains("--reuid 'o'\\''neil' --regid \"$(id -g 'o'\\''neil')\""), remedy);
        assertTrue(remedy.contains(" '/opt/my java; rm' ..."), remedy);
    }

    @Test
    void shouldReadTheCapabilityOfAFile(@TempDir Path folder) throws IOException {
        LiveNetwork.assumeLive();
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/setcap")), "needs setcap, of the package libcap2-bin");
        final Path program = Files.writeString(folder.resolve("pro gram"), "");
        assertEquals(0, NativeCalls.fileCapabilities(NativeSource.utf8(program.toString())));
        Commands.run("/usr/sbin/setcap", "cap_net_raw+ep", program.toString());
        assertEquals(RAW, NativeCalls.fileCapabilities(NativeSource.utf8(program.toString())));
        assertEquals(0, NativeCalls.fileCapabilities(NativeSource.utf8(folder + "/no such")));
    }

    @Test
    void shouldTellTheFirstUserNamespaceFromOthers() {
        assertFalse(rights(RAW, 0, 0, WHOLE, 0).isInUserNamespace());
        assertFalse(rights(RAW, 0, 0, "", 0).isInUserNamespace());
        assertTrue(rights(RAW, 0, 0, "0 65534 1\n", 0).isInUserNamespace());
        assertTrue(rights(RAW, 0, 0, "0 100000 65536\n100000 0 1\n", 0).isInUserNamespace());
    }
}
