package io.ringcap.peer;

import java.nio.file.Path;

/** One way of one library to read a file. Stateless. */
@FunctionalInterface
public interface FilePass {
    /** Reads the file from open to close; each packet goes to the tally before the call returns. */
    void read(Path file, PacketTally tally) throws Exception;
}
