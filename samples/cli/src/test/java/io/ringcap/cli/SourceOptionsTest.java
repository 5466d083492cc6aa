package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureMode;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What the options of a source come to, without a process for each. */
final class SourceOptionsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-i lo                          | INTERFACE | lo   | ''",
                "-i lo --netns blue             | INTERFACE | lo   | ''",
                "-i any --ip 10.0.0.1           | ANY       | any  | host 10.0.0.1",
                "--netns blue                   | NETNS     | ''   | ''",
                "--container 3f2a -i eth0       | CONTAINER | eth0 | ''",
                "--container 3f2a --port 80     | CONTAINER | ''   | port 80",
                "--process nginx -f tcp         | PROCESS   | ''   | tcp",
                "--pid 7 --port 1-5 -f tcp      | PID       | ''   | (portrange 1-5) and (tcp)",
                "--domain example.org --port 80 | DOMAIN    | ''   | port 80",
                "--ip ::1                       | ADDRESS   | ''   | host 0:0:0:0:0:0:0:1",
                "--ip 10.0.0.0/8 --netns blue   | NETNS     | ''   | net 10.0.0.0/8",
                "--read a.pcap --ip 10.0.0.1    | FILE      | ''   | host 10.0.0.1",
                "--synthetic 64                 | SYNTHETIC | ''   | ''"
            })
    void shouldMakeTheSourceThatIsAskedFor(String line, CaptureMode mode, String interfaces, String expression) {
        final CaptureSpec spec = spec(line.split(" +"));
        assertEquals(mode, spec.mode());
        assertEquals(interfaces, String.join(",", spec.interfaces()));
        assertEquals(expression, spec.expression());
        assertEquals(line.contains("--netns"), spec.netns() != null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--rejoin",
                "--pid 0",
                "--pid -1",
                "--pid 99999999999",
                "--pid x",
                "--pid 1 --process init",
                "--pid 1 --netns blue",
                "--container abc --netns blue",
                "--container abc --domain host",
                "--container abc --read y.pcap",
                "--netns blue --synthetic 64",
                "-i lo --read y.pcap",
                "-i lo --children",
                "-i lo --unattributed keep",
                "--process x --unattributed perhaps",
                "-i lo -i any",
                "-i lo --ip 0.0.0.0/33",
                "-i lo --ip 10.0.0.1,",
                "-i lo --ip example.org",
                "-i lo --port 80;rm",
                "-i lo --port 70000",
                "-i lo --protocol tcp,,udp",
                "-i lo --ip 10.0.0.1 -f tcp)or(udp",
                "--protocol tcp",
                "--synthetic 64 --rejoin",
                "--synthetic 64 --no-promisc",
                "--synthetic 64 --protocol udp",
                "--synthetic 64 --ip 10.0.0.1"
            })
    void shouldRefuseWhatDoesNotGoTogether(String line) {
        final RuntimeException refusal = assertThrows(RuntimeException.class, () -> spec(line.split(" ")));
        assertTrue(
                refusal instanceof ParameterException
                        || refusal instanceof UsageException
                        || (refusal instanceof CaptureException known
                                && known.code() == ErrorCode.START_INVALID_PARAMS),
                refusal::toString);
    }

    @Test
    void shouldTakeEveryOptionOfProcesses() {
        final CaptureSpec spec = spec(
                "--process", "a b;$(id)", "--children", "--unattributed", "keep", "-i", "eth0", "-i", "lo", "--rejoin");
        assertEquals("a b;$(id)", spec.target().processName());
        assertTrue(spec.target().withChildren());
        assertTrue(spec.target().keepsUnattributed());
        assertTrue(spec.rejoining());
        assertEquals(List.of("eth0", "lo"), spec.interfaces());
    }

    private static CaptureSpec spec(String... arguments) {
        final SourceOptions options = new SourceOptions();
        new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return options.spec();
    }
}
