package io.ringcap.sink;

import io.ringcap.message.CaptureException;
import java.util.Map;

/**
 * Makes sure that Chronicle Queue can work in this JVM before any of its classes is initialised, so that a missing jar or
 * flag is told in our words. Stateless; any thread.
 */
final class JournalRuntime {
    static final String COORDINATES = "net.openhft:chronicle-queue:2026.4";
    static final String EXPORTS_FLAG = "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED";
    static final String OPENS_FLAG = "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED";

    private static final String QUEUE_CLASS = "net.openhft.chronicle.queue.ChronicleQueue";

    /** One class of each jar that the journal cannot do without. */
    private static final Map<String, String> JAR_OF_CLASS = Map.of(
            QUEUE_CLASS,
            "chronicle-queue",
            "net.openhft.chronicle.core.Jvm",
            "chronicle-core",
            "net.openhft.chronicle.bytes.Bytes",
            "chronicle-bytes",
            "net.openhft.chronicle.wire.Wire",
            "chronicle-wire",
            "net.openhft.chronicle.threads.Pauser",
            "chronicle-threads");

    private JournalRuntime() {}

    /**
     * Checks jar and flags and silences Chronicle.
     *
     * @throws CaptureException if there is no journal to be had in this JVM
     */
    static void require() {
        final ClassLoader loader = JournalRuntime.class.getClassLoader();
        JAR_OF_CLASS.forEach((className, jar) -> requireJar(className, jar, loader));
        requireFlags(moduleOf(QUEUE_CLASS, loader));
        silence();
    }

    private static void requireJar(String className, String jar, ClassLoader loader) {
        try {
            Class.forName(className, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw CaptureException.prerequisiteMissing(
                    "the journal needs " + jar + ", which is not on the class path (no " + className + "): add "
                            + COORDINATES + " and what it depends on, or record to files instead",
                    e);
        }
    }

    private static Module moduleOf(String className, ClassLoader loader) {
        try {
            return Class.forName(className, false, loader).getModule();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(className + " was there a moment ago", e);
        }
    }

    private static void requireFlags(Module chronicle) {
        final Module base = Object.class.getModule();
        final boolean isExported = base.isExported("sun.nio.ch", chronicle);
        final boolean isOpen = base.isOpen("java.lang.reflect", chronicle);
        if (isExported && isOpen) {
            return;
        }
        final String flags = isExported ? OPENS_FLAG : isOpen ? EXPORTS_FLAG : EXPORTS_FLAG + " " + OPENS_FLAG;
        throw CaptureException.prerequisiteMissing(
                "the journal maps files through Chronicle Queue, which this JVM does not let it do: start java with "
                        + flags + ", or record to files instead, which needs no flag",
                null);
    }

    /** Chronicle reads these once, when its classes are initialised; what the user has set is left alone. */
    private static void silence() {
        setIfAbsent("chronicle.analytics.disable");
        setIfAbsent("chronicle.announcer.disable");
        // Else a thread polls free space and never ends; the journal watches its own file system, see JournalSpace.
        setIfAbsent("chronicle.disk.monitor.disable");
    }

    private static void setIfAbsent(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }
}
