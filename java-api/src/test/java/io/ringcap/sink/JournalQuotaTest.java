package io.ringcap.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from the system's table of mounts; that such a disk is refused is shown on a real one by QuotaTest. */
class JournalQuotaTest {
    private static final List<String> MOUNTS = List.of(
            "27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw",
            "30 27 254:1 / /var rw shared:2 - xfs /dev/vdb rw,attr2,inode64,usrquota",
            "31 27 254:2 / /home/a\\040b rw - ext4 /dev/vdc rw,prjquota",
            "32 27 254:3 / /xfs rw - xfs /dev/vdd rw,attr2,inode64,noquota",
            "33 27 254:4 / /old rw - ext3 /dev/vde rw,usrjquota=aquota.user,jqfmt=vfsv0",
            "34 30 0:42 / /var/cap rw - tmpfs tmpfs rw,size=1024k",
            "35 27 0:43 / /var/cap rw - ext4 /dev/vdf rw,usrquota",
            "garbage");

    @TempDir
    Path folder;

    @Test
    void shouldFindTheFileSystemThatAPathIsOn() {
        assertEquals("/dev/vda", source("/tmp/journal"));
        assertEquals("/dev/vdb", source("/var/captures"));
        assertEquals("/dev/vdc", source("/home/a b/journal"));
        assertEquals("/dev/vdf", source("/var/cap/journal"));
        assertEquals("/dev/vda", source("/variable"));
    }

    @Test
    void shouldTellWhetherItKeepsQuotas() {
        assertNull(sign("/tmp/journal"));
        assertEquals("mount option usrquota", sign("/var/captures"));
        assertEquals("mount option prjquota", sign("/home/a b"));
        assertNull(sign("/xfs"));
        assertEquals("mount option usrjquota=aquota.user", sign("/old"));
    }

    @Test
    void shouldTellWhetherBtrfsKeepsQuotas() throws Exception {
        final Path device = Files.createFile(folder.resolve("loop7"));
        Files.createDirectories(folder.resolve("btrfs/features"));
        Files.createDirectories(folder.resolve("btrfs/0000-1/devices/loop7"));
        assertNull(JournalQuota.btrfsSign(device.toString(), folder.resolve("btrfs")));
        Files.createDirectories(folder.resolve("btrfs/0000-1/qgroups"));
        assertEquals("qgroups of btrfs", JournalQuota.btrfsSign(device.toString(), folder.resolve("btrfs")));
    }

    private static String source(String path) {
        return found(path).source();
    }

    private static String sign(String path) {
        return found(path).quotaOption();
    }

    private static JournalQuota.Mount found(String path) {
        final JournalQuota.Mount mount = JournalQuota.mountOf(Path.of(path), MOUNTS);
        assertNotNull(mount, path);
        return mount;
    }
}
