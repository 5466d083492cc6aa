package io.ringcap.cli;

import java.util.Arrays;
import java.util.Set;
import net.openhft.chronicle.core.shutdown.PriorityHook;

/** Readies the process for journals, before signals are its own. Runs on the main thread, once. */
final class JournalStart {
    private static final System.Logger LOG = System.getLogger(JournalStart.class.getName());
    private static final int LAST_PRIORITY = 100;
    private static final Set<String> COMMANDS = Set.of("replay", "recover", "demo");

    private JournalStart() {}

    /**
     * Chronicle registers its shutdown hook when it is first used. The JVM refuses that once a signal has come, and a session that
     * is just starting would fail instead of ending in good order; so it is done at once. Who wants no journal does not wait
     * for Chronicle to be loaded.
     */
    static void prepare(String[] arguments) {
        if (Arrays.stream(arguments).noneMatch(JournalStart::isOfJournals)) {
            return;
        }
        try {
            PriorityHook.add(LAST_PRIORITY, () -> {});
        } catch (NoClassDefFoundError e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "without Chronicle Queue there is no journal; who asks for one is told",
                    e);
        }
    }

    private static boolean isOfJournals(String word) {
        return word.startsWith("--journal") || COMMANDS.contains(word);
    }
}
