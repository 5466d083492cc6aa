package io.ringcap.docs;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.cli.CommandModel;
import io.ringcap.cli.CommandScript;
import io.ringcap.testing.ChildJvm;
import io.ringcap.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.PicocliException;

/** The commands that the pages show are commands. */
class CommandsTest {
    /** What says where packets come from; a file takes its place. */
    private static final Set<String> SOURCES_WITH_VALUE = Set.of(
            "-i",
            "--netns",
            "--pid",
            "--process",
            "--container",
            "--domain",
            "--unattributed",
            "--direction",
            "--workers",
            "--fanout",
            "--source",
            "--read",
            "--synthetic");

    private static final Set<String> SOURCES = Set.of("--children", "--rejoin", "--no-promisc");
    private static final Set<String> WRITTEN = Set.of("-w", "--journal");
    private static final Set<Integer> DONE = Set.of(0);

    /** A machine that runs tests need not be one that can capture. */
    private static final Set<Integer> DONE_OR_PREREQUISITE = Set.of(0, 3);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private static Map<String, List<List<String>>> calls() {
        final Map<String, List<List<String>>> calls = new LinkedHashMap<>();
        for (Page page : Documentation.pages()) {
            for (CodeBlock block : page.blocks()) {
                if (block.language().equals("sh")) {
                    calls.put(block.place(), ShellWords.calls(block.text()));
                }
            }
        }
        return calls;
    }

    @Test
    void shouldBeUnderstoodByTheCommand() {
        final List<String> wrong = new ArrayList<>();
        final CommandModel command = new CommandModel();
        int count = 0;
        for (Map.Entry<String, List<List<String>>> block : calls().entrySet()) {
            for (List<String> call : block.getValue()) {
                count++;
                try {
                    parse(command, call);
                } catch (RuntimeException e) {
                    wrong.add(block.getKey() + ": " + String.join(" ", call) + ": " + e.getMessage());
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(count >= 40, "only " + count + " calls were found");
    }

    private static void parse(CommandModel command, List<String> call) {
        final ParseResult parsed = command.parse(call);
        final boolean isHelp = parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested();
        if (!parsed.hasSubcommand() && !isHelp) {
            throw new PicocliException("no command is named");
        }
        if (call.get(0).equals("record") && !parsed.subcommand().isUsageHelpRequested()) {
            // What does not go together is found here.
            command.record(call.subList(1, call.size()));
        }
    }

    @Test
    void shouldRunOnAFileInstead() throws Exception {
        DocumentedTraffic.write(folder.resolve("packets.pcap"));
        final List<String> script = new ArrayList<>();
        final List<String> shown = new ArrayList<>();
        final List<Set<Integer>> expected = new ArrayList<>();
        for (Map.Entry<String, List<List<String>>> block : calls().entrySet()) {
            for (List<String> call : block.getValue()) {
                final Path pageFolder = folder.resolve(block.getKey().replaceAll(":.*", ""));
                final List<String> run = runnable(pageFolder, call);
                if (!run.isEmpty()) {
                    script.addAll(run);
                    script.add("");
                    shown.add(block.getKey() + ": " + String.join(" ", run));
                    expected.add(run.get(0).equals("doctor") ? DONE_OR_PREREQUISITE : DONE);
                }
            }
        }
        assertTrue(shown.size() >= 30, shown::toString);

        final String out = printedBy(script);
        final List<Integer> codes = out.lines()
                .filter(line -> line.startsWith(CommandScript.EXIT))
                .map(line -> Integer.valueOf(line.substring(CommandScript.EXIT.length())))
                .toList();
        assertEquals(shown.size(), codes.size(), out);
        for (int i = 0; i < codes.size(); i++) {
            assertTrue(
                    expected.get(i).contains(codes.get(i)), shown.get(i) + " ended with " + codes.get(i) + "\n" + out);
        }
    }

    /** What a JVM prints that runs these commands in our folder. */
    private String printedBy(List<String> script) throws IOException, InterruptedException {
        final Path file = Files.write(folder.resolve("script"), script);
        // Into a file, which takes any amount; a pipe would have to be read meanwhile.
        final Process commands = new ChildJvm(CommandScript.class)
                .startedBy("bash", "-c", "cd \"$0\" && exec \"$@\" >out", folder.toString())
                .flags(List.of(System.getProperty("ringcap.chronicle.flags").split(" +")))
                .flags(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
                .start(file.toString());
        try {
            final boolean isEnded = commands.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            final String out = Files.readString(folder.resolve("out"));
            assertTrue(isEnded, () -> "still runs: " + out);
            assertEquals(0, commands.exitValue(), out);
            return out;
        } finally {
            commands.destroyForcibly();
        }
    }

    /** The same command on this machine, in our folder; empty when it cannot be run. */
    private static List<String> runnable(Path pageFolder, List<String> call) {
        if (call.contains("--help") || call.contains("--version") || call.get(0).startsWith("-")) {
            return call;
        }
        return switch (call.get(0)) {
            case "record" -> {
                final List<String> run = inFolder(pageFolder, withoutSource(call));
                run.addAll(List.of("--read", "packets.pcap"));
                yield run;
            }
            case "doctor", "devices" -> inFolder(pageFolder, withoutSource(call));
            case "replay", "recover" -> inFolder(pageFolder, call);
            // The demo is run by a test of its own; other commands print what shells read.
            default -> List.of();
        };
    }

    private static List<String> withoutSource(List<String> call) {
        final List<String> kept = new ArrayList<>();
        for (int i = 0; i < call.size(); i++) {
            if (SOURCES_WITH_VALUE.contains(call.get(i))) {
                i++;
            } else if (!SOURCES.contains(call.get(i))) {
                kept.add(call.get(i));
            }
        }
        return kept;
    }

    /** With all that is written or read again in a folder of the page. */
    private static List<String> inFolder(Path pageFolder, List<String> call) {
        final List<String> mapped = new ArrayList<>();
        for (int i = 0; i < call.size(); i++) {
            final String argument = call.get(i);
            final boolean isPath = WRITTEN.contains(call.get(Math.max(i - 1, 0)))
                    || argument.startsWith("/var/")
                    || argument.startsWith("/tmp/");
            mapped.add(
                    isPath ? pageFolder.resolve(argument.replaceFirst("^/", "")).toString() : argument);
        }
        return mapped;
    }

    @Test
    void shouldNameWhatIsThere() throws IOException {
        final KnownCommands known = KnownCommands.read();
        final List<String> wrong = new ArrayList<>();
        for (CodeBlock block : Documentation.blocks("sh")) {
            for (List<String> command : ShellWords.commands(block.text())) {
                known.problem(command).ifPresent(problem -> wrong.add(block.place() + ": " + problem));
            }
        }
        for (Page page : Documentation.pages()) {
            for (Page.Mention word : page.codeWords()) {
                if (word.what().matches("(?:mvn|java) .*|(?:bench|native|\\.ci)/\\S+ .*")) {
                    for (List<String> command : ShellWords.commands(word.what())) {
                        known.problem(command).ifPresent(problem -> wrong.add(word.place() + ": " + problem));
                    }
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void shouldNoticeWhatIsNotThere() throws IOException {
        final KnownCommands known = KnownCommands.read();
        for (String wrong : List.of(
                "java @samples/embedded/java.args io.ringcap.samples.NoSuch eth0",
                "java @samples/embedded/jav.args io.ringcap.samples.TopTalkers eth0",
                "bench/nowhere --quick",
                "bench/live/run --qick",
                "mvn -pl native,java-app test",
                "mvn -Pstres test",
                "mvn -Dtest=NoSuchTest test",
                "mvn -Dringcap.native.skipTest test",
                "mvn compyle",
                "sudo sample/ringcap devices",
                "RINGCAP_REBULD=1 samples/ringcap --version",
                "ringcapp devices")) {
            assertTrue(known.problem(ShellWords.commands(wrong).get(0)).isPresent(), wrong);
        }
        assertEquals(
                List.of(List.of("source"), List.of("samples/ringcap", "completion"), List.of("true")),
                ShellWords.commands("source <(samples/ringcap completion) >out; true # all of it"));
    }

    @Test
    void shouldBeWhatTheShellReads() throws IOException {
        for (CodeBlock block : Documentation.blocks("sh")) {
            final Path script = Files.writeString(folder.resolve("block.sh"), block.text());
            assertDoesNotThrow(() -> Commands.run("bash", "-n", script.toString()), block.place());
        }
    }
}
