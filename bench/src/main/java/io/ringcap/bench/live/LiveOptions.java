package io.ringcap.bench.live;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What the harness was asked for. Immutable.
 *
 * @param only suites by name; none for all
 * @param rounds 0 for as many as are usual
 */
record LiveOptions(boolean isQuick, boolean isSelfTest, List<String> only, int rounds, Path out) {
    private static final Duration QUICK = Duration.ofSeconds(165);
    private static final Duration FULL = Duration.ofSeconds(2_330);
    private static final int FULL_ROUNDS = 5;
    private static final int MAX_ROUNDS = 100;

    LiveOptions {
        only = List.copyOf(only);
    }

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException that says which is wrong
     */
    static LiveOptions of(String[] arguments) {
        boolean isQuick = false;
        boolean isSelfTest = false;
        List<String> only = List.of();
        int rounds = 0;
        Path out = Path.of(System.getProperty("java.io.tmpdir"), "ringcap-bench-live");
        final Deque<String> left = new ArrayDeque<>(List.of(arguments));
        while (!left.isEmpty()) {
            final String option = left.remove();
            switch (option) {
                case "--quick" -> isQuick = true;
                case "--full" -> isQuick = false;
                case "--self-test" -> isSelfTest = true;
                case "--only" -> only = List.of(value(option, left).split(",", -1));
                case "--rounds" -> rounds = rounds(value(option, left));
                case "--out" -> out = Path.of(value(option, left));
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        return new LiveOptions(isQuick, isSelfTest, only, rounds, out.toAbsolutePath());
    }

    private static String value(String option, Deque<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.remove();
    }

    private static int rounds(String text) {
        try {
            final int rounds = Integer.parseInt(text);
            if (rounds >= 1 && rounds <= MAX_ROUNDS) {
                return rounds;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--rounds needs a number, not '" + text + "'", e);
        }
        throw new IllegalArgumentException("--rounds must be between 1 and " + MAX_ROUNDS + ", not " + text);
    }

    /** How long all suites together may take. */
    Duration budget() {
        return isQuick ? QUICK : FULL;
    }

    /** How often each row is measured. */
    int effectiveRounds() {
        if (rounds > 0) {
            return rounds;
        }
        return isQuick ? 1 : FULL_ROUNDS;
    }
}
