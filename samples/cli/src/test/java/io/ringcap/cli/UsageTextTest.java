package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a wrong command line is answered with: what is wrong in the words of its options, and where help is, in two lines. */
final class UsageTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "rec                                       | there is no command 'rec'; did you mean record or recover or replay?",
                "zzzzzz                                    | there is no command 'zzzzzz'",
                "record --synth 64                         | there is no option '--synth'; did you mean --synthetic?",
                "record --synthetic 64 more                | 'more' belongs to no option",
                "devices --all                             | there is no option '--all'",
                "record --synthetic 64 --duration 30       | Invalid value for option '--duration': '30' is not a duration; write a"
                        + " number with ms, s, m, h or d, such as 30s",
                "record --synthetic 64 --duration 0s       | --duration must be more than 0",
                "record --synthetic 64 --bytes 1X          | Invalid value for option '--bytes': '1X' is not a size; write bytes, or"
                        + " a number with K, M or G, such as 32M",
                "record --synthetic 64 --packets many      | Invalid value for option '--packets': 'many' is not a whole number, or"
                        + " too large a one",
                "record --synthetic 64 --packets           | Missing required parameter for option '--packets' (N)",
                "record --synthetic 64 -w x --format gif   | Invalid value for option '--format': 'gif' is not one of pcapng, pcap",
                "record -i lo --direction up               | Invalid value for option '--direction': 'up' is not one of inout,"
                        + " in, out",
                "record -i lo -s 0                         | -s must be 1 to 262144, not 0",
                "record -i lo --buffer 1                   | --buffer must be 262144 to 2147483647, not 1",
                "record --synthetic 64 -w x --rotate-size 1 | --rotate-size must be 0 or at least 65536, not 1",
                "record --synthetic 64 -w x --aligned      | --aligned needs --rotate-every",
                "record -i lo -i any                       | -i must not mix 'any' with others, not [lo, any]",
                "doctor -i lo -i any                       | -i must not mix 'any' with others, not [lo, any]",
                "doctor --workers 99                       | --workers must be between 1 and 16, not 99",
                "record --synthetic 64 --print --json      | --print and --json both want stdout; choose one",
                "replay x --from 2 --to 1                  | --from is after --to",
                "replay                                    | Missing required parameter: 'JOURNAL_DIR'",
            })
    void shouldSayWhatIsWrongInTheWordsOfTheOptions(String line, String text) {
        final Cli.Result result = Cli.runHere(line.split(" +"));

        assertEquals(ExitCodes.USAGE, result.exitCode());
        final List<String> lines = result.err().lines().toList();
        assertEquals("ringcap: " + text, lines.get(0));
        assertTrue(lines.get(1).matches("Try 'ringcap( \\w+)? --help' for what it takes\\."), lines.get(1));
        assertEquals(2, lines.size(), result::err);
    }
}
