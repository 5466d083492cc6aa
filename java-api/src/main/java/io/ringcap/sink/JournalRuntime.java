package io.ringcap.sink;

import io.ringcap.message.CaptureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes sure that Chronicle Queue can work in this JVM before any of its classes is initialised, so that a missing jar or
 * flag is told in our words. Stateless; any thread.
 */
final class JournalRuntime {
    static final String COORDINATES = "net.openhft:chronicle-queue:2026.4";
    static final String EXPORTS_FLAG = "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED";
    static final String OPENS_FLAG = "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED";

    private static final String MODULES_FLAG = "--add-modules=jdk.unsupported";
    private static final String QUEUE_CLASS = "net.openhft.chronicle.queue.ChronicleQueue";

    /** One class of each jar that the journal cannot do without, in the order in which a missing one is told. */
    private static final List<Map.Entry<String, String>> JAR_OF_CLASS = List.of(
            Map.entry(QUEUE_CLASS, "chronicle-queue"),
            Map.entry("net.openhft.chronicle.core.Jvm", "chronicle-core"),
            Map.entry("net.openhft.chronicle.bytes.Bytes", "chronicle-bytes"),
            Map.entry("net.openhft.chronicle.wire.Wire", "chronicle-wire"),
            Map.entry("net.openhft.chronicle.threads.Pauser", "chronicle-threads"));

    private JournalRuntime() {}

    /**
     * Checks jar and flags and silences Chronicle.
     *
     * @throws CaptureException if there is no journal to be had in this JVM
     */
    static void require() {
        final ClassLoader loader = JournalRuntime.class.getClassLoader();
        JAR_OF_CLASS.forEach(entry -> requireJar(entry.getKey(), entry.getValue(), loader));
        requireFlags(moduleOf(QUEUE_CLASS, loader));
        silence();
    }

    private static void requireJar(String className, String jar, ClassLoader loader) {
        try {
            Class.forName(className, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw CaptureException.prerequisiteMissing(
                    "the journal needs " + jar + ", which is not on the class path (no " + className + "): add "
                            + COORDINATES
                            + " and what it depends on but chronicle-analytics, or record to files instead",
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
        final List<String> missing = new ArrayList<>();
        if (!base.isExported("sun.nio.ch", chronicle)) {
            missing.add(EXPORTS_FLAG);
        }
        if (!base.isOpen("java.lang.reflect", chronicle)) {
            missing.add(OPENS_FLAG);
        }
        // A program that is a module itself has only the modules that somebody asks for.
        if (ModuleLayer.boot().findModule("jdk.unsupported").isEmpty()) {
            missing.add(MODULES_FLAG);
        }
        if (missing.isEmpty()) {
            return;
        }
        throw CaptureException.prerequisiteMissing(
                "the journal maps files through Chronicle Queue, which this JVM does not let it do: start java with "
                        + String.join(" ", missing) + ", or record to files instead, which needs no flag",
                null);
    }

    /** Chronicle reads these once, when its classes are initialised; what the user has set is left alone. */
    private static void silence() {
        setIfAbsent("chronicle.analytics.disable");
        setIfAbsent("chronicle.announcer.disable");
        // Else a thread polls free space and never ends; the journal watches its own file system, see JournalSpace.
        setIfAbsent("chronicle.disk.monitor.disable");
        // With assertions enabled it would keep some objects of each segment for as long as the sink's thread lives.
        setIfAbsent("disable.ctl.orphan.tracking");
    }

    private static void setIfAbsent(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }
}
