package io.ringcap.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * Sets up java.util.logging, where the library's log lines go, when the first one is written and not before: warnings on
 * stderr, one line each. What sinks fail of is left out: the messages have it, and the command prints it. A configuration file
 * named by the user takes its place. Public because the JDK instantiates it.
 */
public final class LogSetup {
    private static final String CONFIG_CLASS = "java.util.logging.config.class";
    private static final String CONFIG_FILE = "java.util.logging.config.file";
    private static final String SETTINGS = """
            handlers=java.util.logging.ConsoleHandler
            .level=WARNING
            io.ringcap.internal.ring.level=SEVERE
            java.util.logging.ConsoleHandler.level=ALL
            java.util.logging.SimpleFormatter.format=ringcap: %5$s%n
            """;

    /** Called by the JDK's log manager. */
    public LogSetup() throws IOException {
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(SETTINGS.getBytes(StandardCharsets.ISO_8859_1)));
    }

    static void install() {
        if (System.getProperty(CONFIG_FILE) == null && System.getProperty(CONFIG_CLASS) == null) {
            System.setProperty(CONFIG_CLASS, LogSetup.class.getName());
        }
    }
}
