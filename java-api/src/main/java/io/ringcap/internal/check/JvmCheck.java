package io.ringcap.internal.check;

import io.ringcap.sink.JournalSupport;
import java.util.Optional;

/** What this JVM has to be told at its start. Confined to the thread that checks. */
final class JvmCheck {
    /** From this version on the JVM warns where nobody has allowed native methods. */
    private static final int FIRST_WITH_WARNING = 24;

    private final Findings findings;

    JvmCheck(Findings findings) {
        this.findings = findings;
    }

    void run() {
        final int version = Runtime.version().feature();
        final Optional<JournalSupport.Obstacle> obstacle = JournalSupport.obstacle();
        if (obstacle.isEmpty()) {
            findings.ok("journal", "can be recorded to in this JVM (" + Runtime.version() + ")");
        } else {
            findings.note("journal", obstacle.get().cause(), obstacle.get().remedy());
        }
        if (version >= FIRST_WITH_WARNING && !isNativeEnabled()) {
            findings.note(
                    "native access",
                    "Java " + version + " warns when Ringcap loads its native library, and a later one will refuse",
                    "--enable-native-access=ALL-UNNAMED");
        }
    }

    /** A method that Java 17 does not have. */
    private static boolean isNativeEnabled() {
        try {
            return (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(JvmCheck.class.getModule());
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
