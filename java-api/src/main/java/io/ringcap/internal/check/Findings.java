package io.ringcap.internal.check;

import io.ringcap.message.Finding;
import io.ringcap.message.Finding.Level;
import java.util.ArrayList;
import java.util.List;

/** Collects what checks find, in their order. Confined to the thread that checks. */
final class Findings {
    private final List<Finding> all = new ArrayList<>();

    void ok(String area, String text) {
        all.add(new Finding(Level.OK, area, text, ""));
    }

    void note(String area, String text, String remedy) {
        all.add(new Finding(Level.NOTE, area, text, remedy));
    }

    void warn(String area, String text, String remedy) {
        all.add(new Finding(Level.WARNING, area, text, remedy));
    }

    void error(String area, String text, String remedy) {
        all.add(new Finding(Level.ERROR, area, text, remedy));
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
