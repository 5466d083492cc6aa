package io.ringcap.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of protocols, addresses and ports: what they come to, and that nothing else gets through. */
class TrafficFilterTest {

    @Test
    void shouldCombineWhatIsAskedForWithAnd() {
        final CaptureSpec spec = CaptureSpec.onInterface("eth0")
                .traffic(new TrafficFilter("tcp, UDP", "10.1.2.3/8,2001:db8::1", "443,8000-8080"))
                .filter("not host 10.0.0.1")
                .build();
        assertEquals(
                "(tcp or udp) and (net 10.0.0.0/8 or host 2001:db8:0:0:0:0:0:1) and (port 443 or portrange 8000-8080)",
                spec.traffic().expression());
        assertEquals("(" + spec.traffic().expression() + ") and (not host 10.0.0.1)", spec.expression());
    }

    @Test
    void shouldLeaveASingleWishAsItIs() {
        assertEquals("", TrafficFilter.NONE.expression());
        assertEquals("tcp", new TrafficFilter("tcp", "", "").expression());
        assertEquals("ip proto 89 or ip6 proto 89", new TrafficFilter("89", "", "").expression());
        assertEquals("net 0.0.0.0/0", new TrafficFilter("", "1.2.3.4/0", "").expression());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ";rm", "a b", "10.0.0.1,", ",", "10.0.0.1,,10.0.0.2", "0.0.0.0/33", "::/129", "1.2.3", "256.1.1.1",
                        "010.0.0.1",
                "example.org", ".:1", "::1%lo", "1:2", "10.0.0.0/-1", "10.0.0.0/", "host 10.0.0.1", "10.0.0.1) or (tcp",
                        "é", "$(id)"
            })
    void shouldRefuseWhatIsNoAddress(String hostile) {
        assertRefused("ip filter", hostile, () -> new TrafficFilter("", hostile, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {";rm", "a b", "80,", "65536", "-1", "90-80", "1-2-3", "80 or tcp", "0x50", "http", "１"})
    void shouldRefuseWhatIsNoPort(String hostile) {
        assertRefused("port filter", hostile, () -> new TrafficFilter("", "", hostile));
    }

    @ParameterizedTest
    @ValueSource(strings = {";rm", "a b", "tcp,", "256", "tcp or udp", "tcp)", "host", "not tcp"})
    void shouldRefuseWhatIsNoProtocol(String hostile) {
        assertRefused("protocol filter", hostile, () -> new TrafficFilter(hostile, "", ""));
    }

    @Test
    void shouldRefuseLongNonsenseAndListsWithoutEnd() {
        final String long300 = "a".repeat(300);
        assertRefused("ip filter", long300, () -> new TrafficFilter("", long300, ""));
        assertRefused("port filter length", "9000", () -> new TrafficFilter("", "", "8".repeat(9_000)));
    }

    /** Put into parentheses it would be another expression than the one that was given. */
    @ParameterizedTest
    @ValueSource(strings = {"tcp) or (udp", ")", "(tcp", "tcp)"})
    void shouldRefuseAFilterThatBreaksOutOfItsPlace(String filter) {
        final CaptureSpec.Builder narrowed = CaptureSpec.onInterface("eth0")
                .traffic(new TrafficFilter("", "10.0.0.1", ""))
                .filter(filter);
        assertRefused("filter", filter, narrowed::build);
        assertRefused("filter", filter, CaptureSpec.withDomain("example.org").filter(filter)::build);
        assertRefused("filter", filter, CaptureSpec.ofProcess(1).filter(filter)::build);
    }

    @ParameterizedTest
    @CsvSource({"container,container id", "process,process name", "pid,pid", "domain,domain"})
    void shouldRefuseATargetThatTheModeWouldForget(String whose, String field) {
        final CaptureTarget target = new CaptureTarget(
                whose.equals("process") ? "x" : null,
                whose.equals("pid") ? 7 : 0,
                false,
                false,
                whose.equals("container") ? "x" : null,
                whose.equals("domain") ? "x" : null);
        assertRefused(field, null, CaptureSpec.onInterface("eth0").target(target)::build);
        assertRefused(field, null, CaptureSpec.inNamespace("blue").target(target)::build);
    }

    @Test
    void shouldRefuseATargetThatIsMissing() {
        assertRefused("pid", null, CaptureSpec.ofProcess(0)::build);
        assertRefused("domain", "", () -> CaptureSpec.withDomain(" "));
        assertRefused("container id", "", () -> CaptureSpec.ofContainer(""));
        assertRefused("ip filter", null, CaptureSpec.withAddresses("")::build);
        assertRefused(
                "netns",
                "/run/netns/blue",
                CaptureSpec.ofContainer("abc").netns(CaptureSpec.namespaceFile("blue"))::build);
    }

    @Test
    void shouldTakeNamesOfTargetsAsTheyAre() {
        for (String name : new String[] {"a b", ";rm -rf /", "é".repeat(300), "-x", "@x", "$(id)", "a\nb"}) {
            assertEquals(name, CaptureSpec.ofProcess(name).build().target().processName());
            assertEquals(name, CaptureSpec.ofContainer(name).build().target().containerId());
        }
        assertTrue(CaptureSpec.namespaceFile("a b").endsWith("netns/a b"));
    }

    private static void assertRefused(String field, String given, org.junit.jupiter.api.function.Executable making) {
        final CaptureException refusal = assertThrows(CaptureException.class, making);
        assertEquals(ErrorCode.START_INVALID_PARAMS, refusal.code());
        final String text = String.valueOf(refusal.getMessage());
        assertTrue(text.startsWith(field + " "), text);
        if (given != null) {
            // Of a list, the element that is wrong.
            final String last = given.contains(",,") ? "''" : given.substring(given.lastIndexOf(',') + 1);
            assertTrue(text.contains(last), text);
        }
        assertFalse(text.contains("null "), text);
    }
}
