package io.ringcap.internal.pcap;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds where a filter goes wrong, which libpcap does not tell: the first word after the longest beginning that is a filter
 * by itself or becomes one with a word behind it. It is a good guess, not a parser.
 */
final class FilterDiagnosis {
    private static final Pattern WORD = Pattern.compile("[()\\[\\]!]|&&|\\|\\||[^\\s()\\[\\]!&|]+|[&|]");
    private static final List<String> COMPLETIONS =
            List.of("", " tcp", " 1", " 127.0.0.1", " port 1", " = 1", " 1 = 1", " net 127", "0] = 1", "] = 1");

    private FilterDiagnosis() {}

    /**
     * A text such as {@code ", near position 9: 'prot'"}.
     *
     * @param isFilter whether libpcap takes a text as a filter
     */
    static String where(String filter, Predicate<String> isFilter) {
        final Matcher word = WORD.matcher(filter);
        int good = 0;
        int start = 0;
        while (word.find()) {
            if (canBegin(filter.substring(0, word.end()), isFilter)) {
                good = word.end();
            } else if (start <= good) {
                start = word.start();
                if (start >= good) {
                    return ", near position " + (start + 1) + ": '"
                            + filter.substring(start, Math.min(filter.length(), start + 40)) + "'";
                }
            }
        }
        return ", at its end: something is missing after position " + filter.length();
    }

    private static boolean canBegin(String prefix, Predicate<String> isFilter) {
        long open = prefix.chars().filter(c -> c == '(').count()
                - prefix.chars().filter(c -> c == ')').count();
        if (open < 0) {
            return false;
        }
        final String closing = ")".repeat((int) Math.min(open, 1000));
        return COMPLETIONS.stream().anyMatch(completion -> isFilter.test(prefix + completion + closing));
    }
}
