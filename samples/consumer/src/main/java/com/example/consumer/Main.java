package com.example.consumer;

import java.nio.file.Path;

/** Does what its first argument says, in the folder of its second, and prints what came out. Ends with an exception if it cannot. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        final Path folder = Path.of(args[1]);
        switch (args[0]) {
            case "record" -> Recording.run(folder);
            case "live" -> Live.run(folder);
            case "optional" -> Optional.run(folder);
            case "journal" -> Journal.run(folder);
            default -> throw new IllegalArgumentException("record, live, optional or journal, not " + args[0]);
        }
    }
}
