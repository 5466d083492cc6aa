package io.ringcap.internal.control;

import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.sink.Sink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The files of one session that are published and still there, as far as it remembers them. Written by the manager's thread. */
final class SessionFiles {
    /** A capture may make a file each few milliseconds, for days; only the newest are remembered. */
    private static final int MAX_FILES = 1_000;

    private static final System.Logger LOG = System.getLogger(SessionFiles.class.getName());

    private final List<CaptureFileInfo> files = new CopyOnWriteArrayList<>();
    private final Map<String, FileOptions> options;
    private int total;

    SessionFiles(List<Sink> sinks) {
        options = Map.copyOf(optionsByName(sinks));
    }

    void add(CaptureFileInfo file) {
        files.add(file);
        total++;
        if (files.size() > MAX_FILES) {
            files.remove(0);
        }
    }

    /** A file is gone, because only the newest are kept. */
    void retired(CaptureFileInfo file) {
        total--;
        files.remove(file);
    }

    /** How many files there are, with those that are too many to be remembered. */
    int total() {
        return total;
    }

    /** Those that are remembered, oldest first. Any thread. */
    List<CaptureFileInfo> newest() {
        return List.copyOf(files);
    }

    /** How the files of a sink are cut, kept and compressed; null when it brought nothing to say so. */
    @Nullable
    FileOptions optionsOf(String sinkName) {
        return options.get(sinkName);
    }

    /** The options of sinks by the names that their files come with: the second of a name is known by that and a number. */
    private static Map<String, FileOptions> optionsByName(List<Sink> sinks) {
        final Map<String, Integer> seen = new HashMap<>();
        final Map<String, FileOptions> options = new HashMap<>();
        try {
            for (Sink sink : sinks) {
                final int count = seen.merge(sink.name(), 1, Integer::sum);
                final FileOptions ofSink = sink.fileOptions();
                if (ofSink != null) {
                    options.put(count == 1 ? sink.name() : sink.name() + "-" + count, ofSink);
                }
            }
        } catch (RuntimeException e) {
            // The worker asks again, and fails the session with what it hears.
            LOG.log(System.Logger.Level.DEBUG, "a sink does not say its name", e);
        }
        return options;
    }
}
