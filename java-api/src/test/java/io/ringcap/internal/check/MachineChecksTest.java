package io.ringcap.internal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.internal.pcap.ProcessRights;
import io.ringcap.message.Finding;
import io.ringcap.message.Finding.Level;
import io.ringcap.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of a machine that this one is not: its files are made up, its small disk is real. */
final class MachineChecksTest {
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;
    private static final long RAW = 1L << ProcessRights.NET_RAW;

    @TempDir
    private Path root;

    private final Findings findings = new Findings();

    private void file(String path, String text) throws IOException {
        final Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Question question(@Nullable Path folder, long reserveBytes) {
        return new Question(
                CaptureSpec.onInterface("eth0", "eth1").build(), CaptureConfig.defaults(), folder, reserveBytes);
    }

    private void checkMemory() {
        new MemoryCheck(question(null, 0), new SystemFiles(root), findings).run();
    }

    private void checkRights(ProcessRights rights) {
        new RightsCheck(question(null, 0), new SystemFiles(root), rights, findings).run();
    }

    private void checkDisk(Path folder, long reserveBytes) {
        new DiskCheck(question(folder, reserveBytes), findings).run();
    }

    private void assertFound(Finding... expected) {
        assertEquals(List.of(expected), findings.all());
    }

    @Test
    void shouldAddUpTheRingsOfAllInterfaces() throws IOException {
        file("/proc/meminfo", "MemTotal:       2097152 kB\nMemAvailable:   1048576 kB\n");
        checkMemory();
        assertFound(new Finding(Level.OK, "memory", "kernel rings 64.0 MiB, ring 32.5 MiB, available 1.0 GiB", ""));
    }

    @Test
    void shouldWarnOfRingsThatDoNotFit() throws IOException {
        file("/proc/meminfo", "MemAvailable:   65536 kB\n");
        checkMemory();
        assertFound(new Finding(
                Level.WARNING,
                "memory",
                "kernel rings 64.0 MiB, ring 32.5 MiB, available 64.0 MiB",
                "ask for less: --profile small, --buffer and --ring, or free some memory"));
    }

    /** The limit may be that of a group above, and in either form. */
    @Test
    void shouldWarnOfControlGroupsThatLeaveNoRoom() throws IOException {
        file("/proc/self/cgroup", "4:cpu,memory:/a\n0::/b/c\n");
        file("/sys/fs/cgroup/memory/a/memory.limit_in_bytes", Long.toString(GIB));
        file("/sys/fs/cgroup/memory/a/memory.usage_in_bytes", Long.toString(GIB - MIB));
        file("/sys/fs/cgroup/b/c/memory.max", "max");
        file("/sys/fs/cgroup/b/c/memory.current", "1024");
        file("/sys/fs/cgroup/b/memory.max", Long.toString(64 * MIB));
        file("/sys/fs/cgroup/b/memory.current", Long.toString(48 * MIB));
        checkMemory();
        final String effect = ", which leaves no room for a ring of 32.5 MiB: the kernel would end this process";
        final String remedy = "raise the limit (memory.max, MemoryMax=, --memory), or use --profile small";
        assertFound(
                new Finding(
                        Level.WARNING,
                        "memory",
                        "the control group /a may use 1.0 GiB and uses 1023.0 MiB" + effect,
                        remedy),
                new Finding(
                        Level.WARNING,
                        "memory",
                        "the control group /b may use 64.0 MiB and uses 48.0 MiB" + effect,
                        remedy));
    }

    @Test
    void shouldTellAClockThatIsSlowToRead() throws IOException {
        final String folder = "/sys/devices/system/clocksource/clocksource0/";
        file(folder + "current_clocksource", "hpet\n");
        file(folder + "available_clocksource", "tsc hpet acpi_pm \n");
        new ClockCheck(new SystemFiles(root), findings).run();
        assertFound(new Finding(
                Level.NOTE,
                "clock",
                "hpet is slow to read, and the kernel reads it for each packet",
                "echo tsc | sudo tee " + folder + "current_clocksource"));
    }

    @Test
    void shouldSayWhatACapabilityOfTheJvmsFileMeans() {
        checkRights(new ProcessRights(RAW, RAW, 0, -1L, false, false, false, RAW, "/opt/my java"));
        assertFound(
                new Finding(
                        Level.OK,
                        "capabilities",
                        "CAP_NET_RAW effective, CAP_SYS_ADMIN missing, CAP_SYS_PTRACE missing",
                        ""),
                new Finding(
                        Level.WARNING,
                        "java",
                        "the file /opt/my java gives CAP_NET_RAW: whoever may run this java can capture with any program,"
                                + " and the loader ignores LD_LIBRARY_PATH and $ORIGIN for it, so that libjli.so may not"
                                + " be found",
                        "sudo setcap -r '/opt/my java', and give the right to the one program that needs it: setpriv"
                                + " --ambient-caps +net_raw, or AmbientCapabilities=CAP_NET_RAW in its systemd unit"));
    }

    @Test
    void shouldSayWherePlainUsersMayNotEvenTry() throws IOException {
        file("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");
        checkRights(new ProcessRights(0, RAW, 0, -1L, false, true, false, 0, "/opt/java"));
        assertFound(
                new Finding(
                        Level.OK,
                        "capabilities",
                        "CAP_NET_RAW permitted but not effective, CAP_SYS_ADMIN missing, CAP_SYS_PTRACE missing",
                        ""),
                new Finding(
                        Level.NOTE,
                        "seccomp",
                        "a filter of system calls is in force; packet sockets may be among what it refuses",
                        ""),
                new Finding(
                        Level.NOTE,
                        "user namespace",
                        "plain users may not make user namespaces here, so that they cannot try captures on networks of"
                                + " their own",
                        ""));
    }

    @Test
    void shouldTellADiskThatIsMemoryAndOneThatIsFull() throws IOException {
        final Path disk = Files.createDirectory(root.resolve("disk"));
        final SmallDisk small = SmallDisk.mount(disk, 4 * MIB);
        try {
            checkDisk(disk.resolve("to/be made"), MIB);
            checkDisk(disk, 8 * MIB);
            assertEquals(0, disk.toFile().list().length, "a preflight makes nothing");
        } finally {
            small.close();
        }
        assertFound(
                new Finding(
                        Level.NOTE,
                        "disk",
                        disk + "/to/be made on tmpfs, 4.0 MiB free: it is memory, and gone with the next boot",
                        "name a folder on a disk"),
                new Finding(
                        Level.ERROR,
                        "disk",
                        disk + " on tmpfs, 4.0 MiB free, which is less than the reserve of 8.0 MiB",
                        "free some space, name another folder, or lower the reserve"));
    }

    @Test
    void shouldRefuseAFolderThatIsAFile() throws IOException {
        file("/file", "");
        checkDisk(root.resolve("file"), 0);
        assertFound(new Finding(Level.ERROR, "disk", root + "/file is no folder", "name another folder"));
    }
}
