package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringcap.testing.LiveNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher starts Java with, shown by a Java that prints its arguments, in a checkout that is built and has awkward names. */
final class LauncherTest {
    private static final String JAVA = """
            #!/bin/sh
            printf '%s\\n' "$@"
            printf 'LC_ALL=%s\\n' "$LC_ALL"
            """;

    @TempDir
    private Path folder;

    private Path checkout = Path.of("");
    private Path launcher = Path.of("");
    private Path jdk = Path.of("");

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = folder.resolve("check out [1]");
        launcher = file(checkout.resolve("samples/ringcap"), Files.readString(Path.of("../ringcap")));
        file(checkout.resolve("samples/cli/target/ringcap-cli.jar"), "");
        file(checkout.resolve("samples/cli/target/lib/picocli-4.jar"), "");
        file(checkout.resolve("native/target/classes/META-INF/native/linux-any/libringcap.so"), "");
        file(checkout.resolve("native/target/tools/ringcap-send"), "");
        jdk = folder.resolve("jdk");
        file(jdk.resolve("bin/java"), JAVA);
        file(jdk.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    }

    /** What a start came to. */
    private record Run(int exitCode, String out, String err) {}

    @Test
    void shouldPassOnTheArgumentsAsTheyAre() throws Exception {
        final List<String> out = run(List.of(launcher.toString(), "record", "-f", "tcp port 80 ; $HOME *", ""))
                .out()
                .lines()
                .toList();
        final int main = out.indexOf("io.ringcap.cli.Main");
        assertEquals(List.of("record", "-f", "tcp port 80 ; $HOME *", ""), out.subList(main + 1, main + 5));
        assertTrue(out.contains("-Dringcap.tools.dir=" + checkout.resolve("native/target/tools")), out::toString);
        assertTrue(
                out.contains(
                        checkout.resolve("samples/cli/target/ringcap-cli.jar").toString()),
                out::toString);
    }

    @Test
    void shouldFindItsCheckoutThroughALink() throws Exception {
        final Path link = Files.createSymbolicLink(folder.resolve("ringcap"), launcher);
        final String out = run(List.of(link.toString(), "--version")).out();
        assertTrue(
                out.contains(
                        checkout.resolve("samples/cli/target/ringcap-cli.jar").toString()),
                out);
    }

    @Test
    void shouldTellTheCommandByWhichNameItWasCalled() throws Exception {
        final Path link = Files.createSymbolicLink(folder.resolve("ringcap"), launcher);
        assertTrue(run(List.of(link.toString())).out().contains("-Dringcap.cli.name=" + link + "\n"));
        assertTrue(
                run(List.of("bash", "-c", "PATH=$PWD:$PATH; ringcap")).out().contains("-Dringcap.cli.name=ringcap\n"));
        assertFalse(
                run(List.of(launcher.toString())).out().contains("-Dringcap.cli.name"), "it cannot be typed like that");
    }

    @Test
    void shouldRunFromACheckoutThatCannotBeWrittenToAndWithoutAHome() throws Exception {
        LiveNetwork.assumeLive();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        final Run run = run(asNobody("-u", "HOME", launcher.toString(), "--help"));
        assertEquals(0, run.exitCode(), run.err());
        assertEquals("", run.err());
        assertTrue(run.out().contains("--help\n"), run.out());
    }

    @Test
    void shouldNameTheOneCommandWhereMavenIsMissing() throws Exception {
        LiveNetwork.assumeLive();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.delete(checkout.resolve("samples/cli/target/ringcap-cli.jar"));
        file(jdk.resolve("bin/javac"), "");
        final Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("bash", "dirname", "readlink", "sed", "cmake", "make", "gcc", "env", "ldconfig")) {
            file(
                    tools.resolve(tool),
                    "#!/bin/bash\nPATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin exec " + tool + " \"$@\"\n");
        }
        file(tools.resolve("apt-get"), "#!/bin/bash\n");
        file(tools.resolve("apt-cache"), "#!/bin/bash\n");
        final Run run = run(asNobody("PATH=" + tools, "/bin/bash", launcher.toString(), "devices"));
        assertEquals(3, run.exitCode(), run.err());
        assertEquals("", run.out());
        assertTrue(
                run.err().matches("ringcap: missing: maven[^\\n]*; run: sudo apt-get install maven[^\\n]*\\n"),
                run.err());
    }

    @Test
    void shouldTakeNamesOfFilesInUtf8WhereTheLocaleIsC() throws Exception {
        assertTrue(run(List.of("env", "LC_ALL=C", launcher.toString())).out().contains("LC_ALL=C.UTF-8\n"));
        assertTrue(
                run(List.of("env", "LC_ALL=C.UTF-8", launcher.toString())).out().contains("LC_ALL=C.UTF-8\n"));
    }

    @Test
    void shouldTellHowWideTheTerminalIs() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "there is no util-linux script to make a terminal");
        final Path typed = file(folder.resolve("typed"), "stty cols 44; COLUMNS=99 '" + launcher + "' --version\n");
        final String out =
                run(List.of("script", "-qec", "bash " + typed, "/dev/null")).out();
        assertTrue(out.contains("-Dringcap.cli.columns=44\r\n"), out);
        assertTrue(out.contains("-Dringcap.cli.tty=true\r\n"), out);
        assertTrue(run(List.of(launcher.toString())).out().contains("-Dringcap.cli.tty=false\n"));
    }

    @Test
    void shouldHaveNothingThatShellcheckMinds() throws Exception {
        final Path shellcheck = Path.of("/usr/bin/shellcheck");
        assumeTrue(Files.isExecutable(shellcheck), "there is no shellcheck");
        final Run run = run(List.of(shellcheck.toString(), launcher.toString()));
        assertEquals(0, run.exitCode(), run.out());
    }

    private static Path file(Path path, String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A command of a user without any right, from the arguments of env on. */
    private static List<String> asNobody(String... command) {
        final List<String> whole =
                new ArrayList<>(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "env"));
        whole.addAll(List.of(command));
        return whole;
    }

    private Run run(List<String> command) throws IOException, InterruptedException {
        final Path err = Files.createTempFile(folder, "err", "");
        final ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .directory(folder.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", jdk.toString());
        final Process process = builder.start();
        process.getOutputStream().close();
        final String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), out, Files.readString(err));
    }
}
