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
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real bash offers when the completion was sourced. */
final class CompletionTest {
    /** Completes the last of the words, as readline would ask for it. */
    private static final String COMPLETE = """
            source "$1"; shift
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
            _ringcap_complete 2>&1
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @TempDir
    private static Path shared;

    private static Path script = Path.of("");

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeScript() throws IOException {
        final Cli.Result result = Cli.run("completion");
        assertEquals(0, result.exitCode(), result.err());
        script = Files.writeString(shared.resolve("completion"), result.out());
    }

    @BeforeEach
    void makeFiles() throws IOException {
        Files.createDirectories(folder.resolve("my captures"));
        Files.createDirectories(folder.resolve("more"));
        Files.writeString(folder.resolve("file.pcap"), "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ringcap re                           | record,replay,recover",
                "ringcap help do                      | doctor",
                "ringcap record --rot                 | --rotate-size,--rotate-every,--rotate-packets",
                "ringcap record --format _            | pcapng,pcap",
                "ringcap record --format = z          | ''",
                "ringcap record --format = _          | pcapng,pcap",
                "ringcap record --format =            | pcapng,pcap",
                "ringcap record --profile l           | latency",
                "ringcap record --compress z          | zip,zst",
                "ringcap record --direction in        | in,inout",
                "ringcap record --on-disk-full _      | stop,drop-oldest,pause",
                "ringcap record --fanout r            | round-robin,rollover,random",
                "ringcap record --sink _              | null",
                "ringcap record --packets _           | ''",
                "ringcap record -i l                  | lo",
                "ringcap record -i an                 | any",
                "ringcap doctor -i an                 | any",
                "ringcap record -w m                  | more,my captures",
                "ringcap record --journal f           | ''",
                "ringcap record --read f              | file.pcap",
                "ringcap record -i lo -w more --js    | --json",
                "ringcap replay m                     | more,my captures",
                "ringcap replay more --co             | --count",
                "ringcap replay more -w f             | file.pcap",
                "samples/ringcap record --un          | --unattributed",
                "/opt/x/ringcap devices --             | --netns,--json,--help,--version"
            })
    void shouldOfferWhatFits(String words, String offered) throws Exception {
        final List<String> typed = List.of(words.replace("_", "").split(" ", -1));
        // In whatever order: that of files is the disk's.
        assertEquals(
                new TreeSet<>(offered.isEmpty() ? List.of() : List.of(offered.split(","))),
                new TreeSet<>(complete(typed)));
    }

    @Test
    void shouldServeTheCommandByWhateverPathItIsCalled() throws Exception {
        final String bound =
                bash(List.of("bash", "-c", "source \"$1\"; complete -p ringcap", "bash", script.toString()));
        assertTrue(bound.contains("-F _ringcap_complete ringcap"), bound);
    }

    @Test
    void shouldOfferEveryOptionThereIs() throws Exception {
        final List<String> offered = complete(List.of("ringcap", "record", "-"));
        assertTrue(
                offered.containsAll(List.of("-i", "--keep-age", "--json", "--unattributed", "-w")), offered::toString);
    }

    @Test
    void shouldOfferTheSameInZsh() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "there is no zsh");
        // The mode in which zsh's bashcompinit calls a function of bash.
        final String complete = """
                autoload -U compinit; compinit -u -D
                source "$1"; shift
                offer() {
                    emulate -L sh; setopt kshglob noshglob braceexpand ksharrays
                    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ringcap_complete; print -r -- "${COMPREPLY[@]}"
                }
                offer ringcap re; offer ringcap record --rot; offer ringcap record --format ''; offer ringcap doctor -i an
                """;
        assertEquals(
                List.of("record replay recover", "--rotate-size --rotate-every --rotate-packets", "pcapng pcap", "any"),
                bash(List.of("zsh", "-f", "-c", complete, "zsh", script.toString()))
                        .lines()
                        .toList());
    }

    @Test
    void shouldNeverRunWhatStandsInNames() throws Exception {
        Files.createDirectories(folder.resolve("a$(touch ran)"));
        Files.createDirectories(folder.resolve("a`touch ran`"));
        for (String word : List.of("a", "a$(touch ran", "a`touch ran", "$(touch ran)")) {
            for (String option : List.of("-w", "-i", "--read", "--netns", "--profile")) {
                complete(List.of("ringcap", "record", option, word));
            }
        }
        assertFalse(Files.exists(folder.resolve("ran")));
        assertEquals(
                new TreeSet<>(List.of("a$(touch ran)", "a`touch ran`")),
                new TreeSet<>(complete(List.of("ringcap", "record", "-w", "a"))));
    }

    /** The kernel takes such names, and a container may give one to an interface that it was lent. */
    @Test
    void shouldNeitherRunNorOfferInterfacesAndNamespacesOfHostileNames() throws Exception {
        LiveNetwork.assumeLive();
        assertEquals(List.of("any", "eth0.1@x"), completeInMountsOfItsOwn("-i"));
        assertEquals(List.of("blue"), completeInMountsOfItsOwn("--netns"));
        assertFalse(Files.exists(folder.resolve("ran")));
    }

    /** Where the system's folders of names hold what a test has put there. */
    private List<String> completeInMountsOfItsOwn(String option) throws Exception {
        final String names = """
                set -e
                mount -t tmpfs ringcap-test /sys; mkdir -p /sys/class/net /run/netns
                mount -t tmpfs ringcap-test /run/netns
                touch /sys/class/net/{'a$(>ran)','b;>ran','c`>ran`','d|e','eth0.1@x'}
                touch /run/netns/{'a$(touch ran)','b touch','c&','~','blue'}
                set +e
                """;
        final List<String> command = List.of(
                "unshare",
                "-m",
                "bash",
                "-c",
                names + COMPLETE,
                "bash",
                script.toString(),
                "ringcap",
                "record",
                option,
                "");
        return bash(command).lines().filter(each -> !each.isEmpty()).sorted().toList();
    }

    /** What readline puts on the line, and what the shell then makes of it. */
    @Test
    void shouldQuoteTheNameOfAFolderOnTheLine() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "there is no util-linux script to make a terminal");
        Files.createDirectories(folder.resolve("hostile$(touch ran)"));
        final Path start = Files.writeString(
                folder.resolve("start"), "source '" + script + "'\nringcap() { printf '<%s>' \"$@\" >given; }\n");
        final Process process = new ProcessBuilder(
                        "script", "-qec", "bash --noprofile --rcfile " + start + " -i", "/dev/null")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().write("ringcap record -w hos\t\nexit\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        final String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), shown);
        assertEquals("<record><-w><hostile$(touch ran)/>", Files.readString(folder.resolve("given")), shown);
        assertFalse(Files.exists(folder.resolve("ran")), shown);
    }

    private List<String> complete(List<String> words) throws Exception {
        final List<String> command = new ArrayList<>(List.of("bash", "-c", COMPLETE, "bash", script.toString()));
        command.addAll(words);
        return bash(command).lines().filter(each -> !each.isEmpty()).toList();
    }

    private String bash(List<String> command) throws Exception {
        final Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
