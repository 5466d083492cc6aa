package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringcap.testing.ChildJvm;
import io.ringcap.testing.LiveNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Captures by name, with the system's own resolver and a name server of the test's: in a process with namespaces of its own. */
class DomainCaptureTest {
    private static final String WITH_OWN_RESOLVER =
            "ip link set lo up && mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"follow", "refuse", "hang"})
    void shouldCaptureByName(String scenario) throws Exception {
        LiveNetwork.assumeLive();
        final Path resolver = Files.writeString(
                folder.resolve("resolv.conf"), "nameserver 127.0.0.1\noptions timeout:20 attempts:1\n");
        assertEquals(
                "ok",
                new ChildJvm(DomainCapture.class)
                        .startedBy("unshare", "--net", "--mount", "sh", "-c", WITH_OWN_RESOLVER, resolver.toString())
                        .property(
                                "ringcap.tools.dir",
                                Path.of(System.getProperty("ringcap.tools.dir", "../native/target/tools")))
                        .flags(List.of("-Dringcap.domain.seconds=1"))
                        .run(scenario));
    }
}
