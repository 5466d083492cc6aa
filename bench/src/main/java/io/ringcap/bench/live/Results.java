package io.ringcap.bench.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All measurements of a run of the harness: kept, and appended to a file at once. Used by the harness's thread. */
public final class Results {
    private final Path file;
    private final List<ResultLine> lines = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /** Results in a file, which is emptied. */
    public Results(Path file) throws IOException {
        this.file = file;
        Files.writeString(file, "");
    }

    /** Adds one measurement: to the file, and to stdout, so that somebody who waits sees it. */
    public void add(ResultLine line) throws IOException {
        if (ExitWork.isEnding()) {
            throw new IOException("the harness is ending");
        }
        lines.add(line);
        final String json = line.toJson();
        Files.writeString(file, json + System.lineSeparator(), StandardOpenOption.APPEND);
        System.out.println(json);
    }

    /** Something that whoever reads the table has to know, such as rows that are left out and why. */
    public void remark(String text) throws IOException {
        if (!remarks.contains(text)) {
            remarks.add(text);
            add(new ResultLine("harness", "remark", "", 0).put("text", text));
        }
    }

    public List<ResultLine> lines() {
        return Collections.unmodifiableList(lines);
    }

    public List<String> remarks() {
        return Collections.unmodifiableList(remarks);
    }
}
