package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.testing.PcapFiles;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The help shows every option in a group, and no example of it fails. */
final class HelpTest {
    @TempDir
    private Path folder;

    static Stream<String> commands() {
        return ringcap().getSubcommands().keySet().stream().filter(each -> !each.equals("help"));
    }

    static Stream<String> examples() {
        final List<String> help = new ArrayList<>(List.of(ringcap().getUsageMessage()));
        ringcap().getSubcommands().values().forEach(each -> help.add(each.getUsageMessage()));
        return help.stream().flatMap(HelpTest::examplesOf);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldSayOfEachOptionWhatItIsFor(String command) {
        final CommandLine line = ringcap().getSubcommands().get(command);
        final String help = line.getUsageMessage();
        final String options = help.substring(0, Math.max(help.indexOf("Examples:"), 0));
        for (OptionSpec option : line.getCommandSpec().options()) {
            final String row = "(?m)^ {2,6}(-\\w, )?" + option.longestName() + "\\b.*";
            assertEquals(
                    2, options.split(row, -1).length, () -> option.longestName() + " is to be there once:\n" + help);
            assertTrue(String.join(" ", option.description()).length() > 10, option.longestName());
        }
        assertTrue(help.contains("Examples:"), help);
        assertTrue(help.lines().allMatch(each -> each.length() <= 80), help);
    }

    @Test
    void shouldNotBreakAnExampleWhateverTheCommandIsCalled() {
        final String name = "/a/checkout/in/a/folder/that/is/far/away/samples/ringcap";
        final CommandLine named = ringcap().setCommandName(name);
        final CommandLine record = named.getSubcommands().get("record");
        final String expected =
                String.join("\n", record.getCommandSpec().usageMessage().footer());

        assertTrue(expected.contains(name + " record -i any --packets 100"), expected);
        assertTrue(record.getUsageMessage().contains(expected), record.getUsageMessage());
        assertTrue(named.getUsageMessage().contains(name + " replay journal --count"), named.getUsageMessage());
    }

    @Test
    void shouldGroupTheOptionsOfRecord() {
        final String help = ringcap().getSubcommands().get("record").getUsageMessage();
        int at = 0;
        for (String wanted : List.of(
                "Source (",
                "-i",
                "--netns",
                "--read",
                "Filter and limits:",
                "-f",
                "--ip",
                "--duration",
                "Capture:",
                "--buffer",
                "Sinks (",
                "-w",
                "--sink",
                "Files (",
                "--rotate-size",
                "Output and help:",
                "--json")) {
            final int next = help.indexOf(
                    "\n" + (wanted.startsWith("--") ? "      " : wanted.startsWith("-") ? "  " : "") + wanted, at);
            assertTrue(next > at, wanted + " is not where it belongs:\n" + help);
            at = next;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "record -i --netns --pid --process --container --domain --read --repeat --synthetic -f -s --no-promisc"
                        + " --direction --duration --packets --bytes --buffer --ring --profile --flush --source -w --format"
                        + " --journal --print --sink --rotate-size --rotate-every --aligned --rotate-packets --keep-files"
                        + " --keep-bytes --keep-age --name-template --compress --disk-reserve --on-disk-full --json",
                "replay --from --to -f -w --format --print --count --json",
                "devices --json",
                "doctor -i --json",
                "recover --json",
                "demo --help"
            })
    void shouldHaveTheOptionsOfTheContract(String line) {
        final List<String> words = List.of(line.split(" "));
        final CommandLine command = ringcap().getSubcommands().get(words.get(0));
        for (String option : words.subList(1, words.size())) {
            assertTrue(command.getCommandSpec().optionsMap().containsKey(option), option);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldShowExamplesThatAreUnderstood(String example) {
        final String line = example.replaceAll("^source <\\((.*)\\)$", "$1");
        assertTrue(line.startsWith("ringcap "), line);
        ringcap().parseArgs(words(line.substring("ringcap ".length())));
    }

    /** In the order in which they stand, because some use what others have made. */
    @Test
    void shouldShowExamplesThatWorkAsWritten() throws Exception {
        PcapFiles.nanos().packet(1, new byte[60]).write(folder.resolve("in.pcap"));
        final List<String> runnable = examples()
                .distinct()
                .filter(each -> each.contains("--synthetic")
                        || each.contains("--read")
                        || each.matches("(ringcap (replay|recover)|source) .*")
                        || each.equals("ringcap devices"))
                .toList();
        assertTrue(runnable.size() >= 10, runnable::toString);

        Files.writeString(folder.resolve("completion"), help("completion"));
        // A shell takes the lines apart, and one JVM runs them all: one for each would take most of the time.
        final String script = out(new ProcessBuilder(
                "bash",
                "-c",
                "set -e; ringcap() { if [ \"$1\" = completion ]; then cat completion; else printf '%s\\n' \"$@\" ''; fi; }\n"
                        + String.join("\n", runnable)));
        Files.writeString(folder.resolve("script"), script);
        final Cli.Result result = Cli.usual().in(folder).runScript("script");
        final String said = result.out() + result.err();
        final List<String> codes =
                said.lines().filter(each -> each.startsWith(CommandScript.EXIT)).toList();
        assertEquals(Collections.nCopies(runnable.size() - 1, CommandScript.EXIT + "0"), codes, said);
        assertFalse(said.contains("internal error"), said);
    }

    private String out(ProcessBuilder builder) throws Exception {
        final Process process =
                builder.directory(folder.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    @Test
    void shouldShowTheSameHelpByHelpAndCommand() {
        assertEquals(help("record", "--help"), help("help", "record"));
        assertTrue(help("help").contains("Examples:"));
    }

    private static String help(String... arguments) {
        final Cli.Result result = Cli.runHere(arguments);
        assertEquals(ExitCodes.DONE, result.exitCode());
        return result.out();
    }

    private static CommandLine ringcap() {
        return Cli.commandLine(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    }

    /** The lines behind "Examples:" that are commands; one that goes on is joined. */
    private static Stream<String> examplesOf(String help) {
        final int at = help.indexOf("Examples:\n");
        final String examples = at < 0 ? "" : help.substring(at).replace("\\\n", " ");
        return examples.lines().map(String::strip).filter(each -> each.matches("(ringcap|source) .*"));
    }

    private static String[] words(String line) {
        return Arrays.stream(line.split(" +(?=(?:[^']*'[^']*')*[^']*$)"))
                .map(each -> each.replace("'", ""))
                .toArray(String[]::new);
    }
}
