package io.ringcap.internal.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.TestContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers by the control groups of processes: real ones, and the forms that this machine's engines do not make. */
class ContainerFinderTest {
    private static final String ID = "3f2a".repeat(16);
    private static final String OTHER = "3f2b".repeat(16);
    private static final Path OWN_NETNS = Path.of("/proc/self/ns/net");

    @TempDir
    Path proc;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0::/system.slice/docker-ID.scope",
                "12:pids:/docker/ID\n1:name=systemd:/docker/ID\n0::/",
                "0::/docker/ID/init.scope",
                "0::/machine.slice/libpod-ID.scope/container",
                "4:memory:/libpod_parent/libpod-ID\n0::/user.slice",
                "0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope",
                "0::/system.slice/web.service/libpod-payload-ID",
                "0::/kubepods.slice/kubepods-pod1b_2c.slice/cri-containerd-ID.scope",
                "0::/kubepods/burstable/pod0d3e4c5f-1111-2222-3333-444455556666/ID",
                "0::/kubepods.slice/kubepods-besteffort.slice/crio-ID.scope",
                "0::/../ID",
                "3:cpu:/a:b/docker-ID.scope"
            })
    void shouldFindTheIdInThePathsOfEveryEngine(String cgroup) throws IOException {
        process(100, 5, "S", cgroup.replace("ID", ID));
        process(101, 6, "S", "0::/init.scope");
        final ContainerFinder.Container found = finder().find(ID.substring(0, 1));
        assertEquals(ID, found.id());
        assertEquals(List.of(100), found.pids());
    }

    @Test
    void shouldFindContainersThatHaveNamesInsteadOfIds() throws IOException {
        process(100, 5, "S", "0::/default/my web");
        assertEquals(List.of(100), finder().find("my web").pids());
        assertNone("my", finder());
    }

    @Test
    void shouldPutTheOldestProcessFirstAndLeaveOutTheDead() throws IOException {
        process(100, 9, "S", "0::/docker/" + ID);
        process(200, 7, "S", "0::/docker/" + ID);
        process(300, 5, "Z", "0::/docker/" + ID);
        process(400, 8, "S", "0::/docker/" + ID);
        assertEquals(List.of(200, 400, 100), finder().find(ID).pids());
    }

    /** It is older than the container, and in the host's network namespace. */
    @Test
    void shouldNotTakeTheMonitorForTheContainer() throws IOException {
        process(100, 1, "S", "0::/machine.slice/libpod-conmon-" + ID + ".scope");
        process(101, 1, "S", "0::/system.slice/crio-conmon-" + ID + ".scope");
        process(102, 2, "S", "0::/machine.slice/libpod-" + ID + ".scope");
        assertEquals(List.of(102), finder().find(ID).pids());
    }

    @Test
    void shouldListThoseThatAreMeantWhenThereAreSeveral() throws IOException {
        process(100, 5, "S", "0::/docker/" + ID);
        process(101, 5, "S", "0::/docker/" + OTHER);
        final CaptureException ambiguous = assertThrows(CaptureException.class, () -> finder().find("3f2"));
        assertEquals(ErrorCode.START_PROCESS_NOT_FOUND, ambiguous.code());
        assertEquals(
                "container '3f2' may be any of: 3f2a3f2a3f2a3f2, 3f2b3f2b3f2b3f2; say more of its id",
                ambiguous.getMessage());
        assertEquals(ID, finder().find("3f2a").id());
    }

    /** Anybody may have been given a group below which to make others, and names them as he likes. */
    @Test
    void shouldNotTakeANameForTheIdThatIsMeant() throws IOException {
        process(100, 5, "S", "0::/docker/" + ID);
        process(101, 4, "S", "0::/user.slice/delegated/3f2a");
        final CaptureException ambiguous = assertThrows(CaptureException.class, () -> finder().find("3f2a"));
        assertEquals(
                "container '3f2a' may be any of: 3f2a, 3f2a3f2a3f2a3f2a; say more of its id", ambiguous.getMessage());
        assertEquals(ID, finder().find(ID).id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000", ";rm", "a b", "../..", "init.scope", "docker", "^", "é"})
    void shouldSayWhichThereAreWhenThereIsNone(String wanted) throws IOException {
        process(100, 5, "S", "0::/docker/" + ID);
        process(101, 5, "S", "0::/init.scope");
        assertNone(wanted, finder());
        assertTrue(assertNone(wanted, finder()).contains("'" + wanted + "'"));
        assertTrue(assertNone(wanted, finder()).contains("there are: 3f2a3f2a3f2a"));
    }

    @Test
    void shouldNotMindProcessesThatEndWhileTheyAreRead() throws IOException {
        Files.createDirectory(proc.resolve("77"));
        process(100, 5, "S", "0::/docker/" + ID);
        assertEquals(List.of(100), finder().find(ID).pids());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docker/ID", "/rcap.slice/cri-containerd-ID.scope", "/libpod-ID.scope/container"})
    void shouldFollowRealGroupsUntilTheirLastProcessEnds(String path) throws Exception {
        LiveNetwork.assumeLive();
        final String id = String.format("%016x", ProcessHandle.current().pid()).repeat(4);
        final ContainerFinder finder = new ContainerFinder(new ProcFiles());
        for (boolean isVersion1 : new boolean[] {false, true}) {
            final String group = path.replace("ID", id);
            try (TestContainer container = isVersion1 ? TestContainer.openVersion1(group) : TestContainer.open(group)) {
                assertThrows(CaptureException.class, () -> finder.find(id), "a group without a process");
                final Process first = container.start(OWN_NETNS);
                final Process second = container.start(OWN_NETNS);
                final ContainerFinder.Container found = finder.find(id);
                assertEquals(List.of((int) first.pid(), (int) second.pid()), found.pids());

                final ContainerFollower follower = new ContainerFollower(finder, found);
                first.destroyForcibly().waitFor();
                follower.look();
                assertFalse(finder.isIn((int) first.pid(), id));
                container.stop();
                final CaptureException gone = assertThrows(CaptureException.class, follower::look);
                assertEquals(ErrorCode.RUN_PROCESS_DIED, gone.code());
            }
        }
    }

    private static String assertNone(String wanted, ContainerFinder finder) {
        final CaptureException none = assertThrows(CaptureException.class, () -> finder.find(wanted));
        assertEquals(ErrorCode.START_PROCESS_NOT_FOUND, none.code());
        return String.valueOf(none.getMessage());
    }

    private ContainerFinder finder() {
        return new ContainerFinder(new ProcFiles(proc));
    }

    private void process(int pid, long started, String state, String cgroup) throws IOException {
        final Path folder = Files.createDirectory(proc.resolve(Integer.toString(pid)));
        Files.writeString(folder.resolve("cgroup"), cgroup + "\n");
        Files.writeString(
                folder.resolve("stat"),
                pid + " (a ) (b) " + state + " 1 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 " + started + " 9 10\n");
    }
}
