package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees at a real terminal, which util-linux's script provides. */
final class TerminalTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void needScript() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "there is no util-linux script to make a terminal");
    }

    @Test
    void shouldShowProgressThatFitsAndLeaveNoneOfIt() throws Exception {
        final String shown =
                atTerminal("stty cols 50", "record", "--synthetic", "64@5000", "--duration", "1s", "-w", "caps");
        final List<String> drawn = drawn(shown);
        assertTrue(drawn.size() >= 2, shown);
        assertTrue(drawn.stream().allMatch(each -> each.length() < 50), shown);
        final String last = drawn.get(drawn.size() - 1);
        assertTrue(last.matches("[\\d,]+ packets?, [\\d.]+( k)?/s, .*0\\.\\d s left.*"), last);
        assertSummary(shown);
    }

    @Test
    void shouldNameTheFileThatIsWrittenAndFollowTheTerminalWhenItIsResized() throws Exception {
        final String shown = atTerminal(
                "stty cols 120; (until ls caps/*.part >/dev/null 2>/dev/null; do sleep 0.1; done; sleep 0.7; stty cols 30 <&2) &",
                "record",
                "--synthetic",
                "64@500",
                "--duration",
                "2s",
                "-w",
                "caps",
                "--name-template",
                "web_{index}");
        final List<String> drawn = drawn(shown);
        assertTrue(drawn.stream().anyMatch(each -> each.contains(", web_00000.pcapng, ")), shown);
        assertFalse(String.join("", drawn).contains("caps/"), shown);
        assertTrue(drawn.stream().anyMatch(each -> each.length() > 60), shown);
        assertTrue(drawn.get(drawn.size() - 1).length() < 30, shown);
        assertSummary(shown);
    }

    @Test
    void shouldLeaveNothingOfTheLineWhenItIsInterrupted() throws Exception {
        // The terminal's echo of ctrl-C, then the signal, as when it is typed.
        final String shown = atTerminal(
                "stty cols 100; (until ls caps/*.part >/dev/null 2>/dev/null; do sleep 0.1; done; sleep 0.5; printf ^C >&2;"
                        + " kill -INT $(pgrep -s 0 -x java)) &",
                "record",
                "--synthetic",
                "64@500",
                "--duration",
                "20s",
                "-w",
                "caps");
        final String end = shown.substring(shown.lastIndexOf("^C"));
        // Where the end takes its time, the line is drawn again before it is taken away.
        assertTrue(end.matches("(?s)\\^C(\r[\\d,]+ packets?, [^\r]*)*\r +\r[\\d,]+ packets .*"), end);
        assertTrue(end.contains("(stopped)"), end);
    }

    @Test
    void shouldShowNoProgressWhereNobodyLooks() {
        final Cli.Result result =
                Cli.usual().in(folder).run("record", "--synthetic", "64@500", "--duration", "400ms", "-w", "caps");
        assertFalse(result.err().contains("\r"), result.err());
        assertEquals(2, result.err().lines().count(), result.err());
        assertEquals("", result.out());
    }

    /** The lines at the end: what was recorded, and the file with its size. */
    private static void assertSummary(String shown) {
        final List<String> lines = shown.substring(shown.lastIndexOf('\r', shown.indexOf(" (duration)")) + 1)
                .lines()
                .map(String::strip)
                .toList();
        assertTrue(
                lines.get(0)
                        .matches(
                                "[\\d,]+ packets \\([\\d.]+ KiB\\) in \\d\\.\\d s, [\\d.]+( k)?/s, 0 dropped \\(duration\\)"),
                lines::toString);
        assertTrue(lines.get(1).matches(".*/caps/.*\\.pcapng: [\\d.]+ KiB, [\\d,]+ packets"), lines::toString);
        assertEquals(2, lines.size(), lines::toString);
    }

    /** What was drawn into the line that is rewritten, one after the other. */
    private static List<String> drawn(String shown) {
        return Arrays.stream(shown.substring(0, shown.indexOf(" (duration)")).split("\r"))
                .map(each -> each.replace("\b", "").strip())
                .filter(each -> each.contains(" packet") && !each.contains(" in "))
                .toList();
    }

    private String atTerminal(String before, String... arguments) throws IOException, InterruptedException {
        final Path script = folder.resolve("typed");
        // Without the launcher nobody tells the width but the terminal itself.
        Files.writeString(
                script,
                before + "\nunset COLUMNS\n"
                        + Cli.usual().command(arguments).stream()
                                .map(each -> "'" + each + "'")
                                .collect(Collectors.joining(" "))
                        + "\n");
        final Process process = new ProcessBuilder("script", "-qec", "bash " + script, "/dev/null")
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .start();
        final String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), shown);
        return shown;
    }
}
