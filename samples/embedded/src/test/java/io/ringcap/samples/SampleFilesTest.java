package io.ringcap.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is promised of every sample: one short file, nothing but the public interface, and a test that needs no privilege. */
final class SampleFilesTest {
    private static final Path MAIN = Path.of("src/main/java/io/ringcap/samples");
    private static final Path TEST = Path.of("src/test/java/io/ringcap/samples/TestYourHandler.java");

    @Test
    void shouldBeShortAndUseThePublicInterfaceOnly() throws Exception {
        try (Stream<Path> main = Files.list(MAIN)) {
            final List<Path> samples = Stream.concat(
                            main.filter(file -> !file.endsWith("package-info.java")), Stream.of(TEST))
                    .toList();
            assertTrue(samples.size() >= 11, samples::toString);
            for (Path sample : samples) {
                final List<String> lines = Files.readAllLines(sample);
                assertTrue(lines.size() < 80, sample + " has " + lines.size() + " lines");
                assertFalse(
                        lines.stream()
                                .anyMatch(line ->
                                        line.contains("io.ringcap.internal") || line.contains("io.ringcap.testing")),
                        sample + " uses what users do not have");
            }
        }
    }

    static Stream<RunningSample.Program> samples() {
        return Stream.of(
                FirstCapture::main,
                CountPackets::main,
                RecordWithRotation::main,
                CaptureOnDemand::main,
                TwoOwners::main,
                ReactToDrops::main,
                TailJournal::main,
                ReplayRange::main);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldSayWhichArgumentsAreMissing(RunningSample.Program sample) {
        final String text = assertThrows(IllegalArgumentException.class, () -> sample.run(new String[0]))
                .getMessage();
        assertTrue(text.matches("arguments: [A-Z]+[A-Z_ \\[\\]]*"), text);
    }

    @Test
    void shouldStartFromACheckoutWithTheFlagsThatAJournalNeeds() throws Exception {
        final List<String> arguments = Files.readAllLines(Path.of("java.args"));
        for (String flag : List.of(System.getProperty("ringcap.chronicle.flags").split(" +"))) {
            assertTrue(arguments.contains(flag) || flag.startsWith("-D"), flag);
        }
        assertTrue(arguments.contains("-cp samples/embedded/target/ringcap-samples.jar"), arguments::toString);
        assertTrue(Files.readString(Path.of("pom.xml")).contains("<finalName>ringcap-samples</finalName>"));
    }

    @Test
    void shouldTestAHandlerAsAnyUserWithoutPrivileges(@TempDir Path folder) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        final String result = new ChildJvm(PlainUserTestRun.class)
                .without("chronicle")
                .withClassPathCopiedTo(folder.resolve("classpath"))
                .startedBy("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
                .startedBy("--inh-caps=-all", "--bounding-set=-all", "--no-new-privs")
                .run(TestYourHandler.class.getName());
        assertEquals(
                "2 passed, 0 failed, capabilities 0000000000000000",
                result.lines().reduce("", (first, second) -> second));
    }
}
