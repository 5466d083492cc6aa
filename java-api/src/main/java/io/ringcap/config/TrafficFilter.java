package io.ringcap.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which packets are wanted, by protocol, address and port: lists separated by commas, of which a packet must match one of each
 * that is not empty. Immutable; what it holds is read strictly, and no name server is asked.
 *
 * @param protocols such as {@code tcp,udp} or {@code icmp,89}
 * @param addresses such as {@code 10.0.0.0/8,2001:db8::1}: of the sender or the receiver
 * @param ports such as {@code 443,8000-8080}: of the sender or the receiver
 */
public record TrafficFilter(String protocols, String addresses, String ports) {
    /** Every packet. */
    public static final TrafficFilter NONE = new TrafficFilter("", "", "");

    private static final Set<String> PROTOCOL_WORDS = Set.of(
            "ip", "ip6", "arp", "rarp", "tcp", "udp", "icmp", "icmp6", "igmp", "sctp", "esp", "ah", "pim", "vrrp");
    private static final Pattern IPV4 =
            Pattern.compile("(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})");

    /** With a colon, and nothing in front that a name could begin with: Java asks a name server for everything else. */
    private static final Pattern IPV6 = Pattern.compile("(?=[^:]{0,4}:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

    private static final Pattern PORTS = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final int MAX_PROTOCOL = 255;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_CHARS = 8_192;

    public TrafficFilter {
        requireShort("protocol filter", protocols);
        requireShort("ip filter", addresses);
        requireShort("port filter", ports);
        each(protocols, TrafficFilter::protocol);
        each(addresses, TrafficFilter::address);
        each(ports, TrafficFilter::port);
    }

    /** {@return the BPF expression; empty for every packet} */
    public String expression() {
        return and(
                each(protocols, TrafficFilter::protocol),
                each(addresses, TrafficFilter::address),
                each(ports, TrafficFilter::port));
    }

    /**
     * {@return one expression that holds when all do; those that are blank say nothing}
     *
     * @param expressions BPF expressions
     */
    public static String and(String... expressions) {
        final String[] wanted = Arrays.stream(expressions)
                .filter(expression -> !expression.isBlank())
                .toArray(String[]::new);
        return wanted.length == 1
                ? wanted[0]
                : Arrays.stream(wanted)
                        .map(expression -> "(" + expression + ")")
                        .collect(Collectors.joining(" and "));
    }

    /** Whether an expression stays one when it is put into parentheses: that it closes no more of them than it has opened. */
    static boolean isWhole(String expression) {
        int open = 0;
        for (int i = 0; i < expression.length() && open >= 0; i++) {
            final char at = expression.charAt(i);
            open += at == '(' ? 1 : at == ')' ? -1 : 0;
        }
        return open == 0;
    }

    private static void requireShort(String field, String list) {
        Require.that(list.length() <= MAX_CHARS, field + " length", list.length(), "must be at most " + MAX_CHARS);
    }

    private static String each(String list, Function<String, String> term) {
        return list.isBlank()
                ? ""
                : Arrays.stream(list.split(",", -1))
                        .map(String::strip)
                        .map(term)
                        .collect(Collectors.joining(" or "));
    }

    private static String protocol(String word) {
        final String name = word.toLowerCase(Locale.ROOT);
        if (PROTOCOL_WORDS.contains(name)) {
            return name;
        }
        final int number = number(word, MAX_PROTOCOL);
        Require.that(
                number >= 0,
                "protocol filter",
                word,
                "must list protocols: a number to 255 or one of "
                        + PROTOCOL_WORDS.stream().sorted().collect(Collectors.joining(", ")));
        return "ip proto " + number + " or ip6 proto " + number;
    }

    private static String port(String text) {
        final Matcher ports = PORTS.matcher(text);
        final boolean isRange = ports.matches();
        final int first = isRange ? number(ports.group(1), MAX_PORT) : -1;
        final int last = isRange && ports.group(2) != null ? number(ports.group(2), MAX_PORT) : first;
        Require.that(
                first >= 0 && last >= first, "port filter", text, "must list ports or ranges such as 443,8000-8080");
        return first == last ? "port " + first : "portrange " + first + "-" + last;
    }

    private static String address(String text) {
        final int slash = text.indexOf('/');
        final byte[] bytes = bytes(slash < 0 ? text : text.substring(0, slash));
        final int bits = bytes.length * Byte.SIZE;
        final int length = slash < 0 ? bits : number(text.substring(slash + 1), bits);
        Require.that(
                bytes.length > 0 && length >= 0,
                "ip filter",
                text,
                "must list addresses or networks such as 10.0.0.0/8,2001:db8::1; a name is for a domain capture");
        return length == bits ? "host " + text(bytes) : "net " + text(masked(bytes, length)) + "/" + length;
    }

    /** The address that a text is, or nothing. */
    private static byte[] bytes(String text) {
        final Matcher v4 = IPV4.matcher(text);
        if (v4.matches()) {
            final byte[] address = new byte[v4.groupCount()];
            for (int i = 0; i < address.length; i++) {
                final int part = number(v4.group(i + 1), 255);
                if (part < 0) {
                    return new byte[0];
                }
                address[i] = (byte) part;
            }
            return address;
        }
        if (!IPV6.matcher(text).matches()) {
            return new byte[0];
        }
        try {
            // With a colon it is an address or nothing: nobody is asked for it.
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            return new byte[0];
        }
    }

    /** libpcap refuses a network whose address goes on behind its length. */
    private static byte[] masked(byte[] address, int length) {
        final byte[] masked = address.clone();
        for (int bit = length; bit < masked.length * Byte.SIZE; bit++) {
            masked[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
        }
        return masked;
    }

    private static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }

    /** A decimal number without a sign, or -1. */
    private static int number(String digits, int most) {
        if (digits.isEmpty() || digits.length() > 6 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        final int number = Integer.parseInt(digits);
        return number <= most ? number : -1;
    }
}
