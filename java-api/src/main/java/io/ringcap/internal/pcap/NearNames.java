package io.ringcap.internal.pcap;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which names somebody may have meant who wrote one that there is not: the nearest first. Stateless. */
final class NearNames {
    /** More would hide the one that was meant. */
    private static final int MOST = 12;

    private NearNames() {}

    /** The nearest of the names, in a list to be read; how many more there are stands at its end. */
    static String of(String wrong, Collection<String> names) {
        final List<String> sorted = names.stream()
                .sorted(Comparator.comparingInt(name -> distance(wrong.toLowerCase(Locale.ROOT), name)))
                .toList();
        final int more = sorted.size() - MOST;
        return String.join(", ", sorted.subList(0, Math.min(sorted.size(), MOST)))
                + (more > 0 ? " and " + more + " more" : "");
    }

    /** How many characters are to be put in, taken out or changed to come from one to the other. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int at = 0; at <= to.length(); at++) {
            row[at] = at;
        }
        for (int i = 1; i <= from.length(); i++) {
            final int[] next = new int[to.length() + 1];
            next[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                final int changed = row[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                next[j] = Math.min(changed, Math.min(row[j], next[j - 1]) + 1);
            }
            row = next;
        }
        return row[to.length()];
    }
}
