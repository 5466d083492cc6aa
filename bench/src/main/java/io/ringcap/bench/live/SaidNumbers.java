package io.ringcap.bench.live;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds numbers in what a recorder has said. Stateless. */
final class SaidNumbers {
    private SaidNumbers() {}

    /** The last number that the pattern's first group finds. */
    static long last(Pattern pattern, String said) throws IOException {
        final Matcher matcher = pattern.matcher(said);
        String found = null;
        while (matcher.find()) {
            found = matcher.group(1);
        }
        if (found == null) {
            throw new IOException("found no '" + pattern + "' in what it said: '" + said.strip() + "'");
        }
        return Long.parseLong(found);
    }
}
