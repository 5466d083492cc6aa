package io.ringcap.sink;

import java.nio.file.Path;

/**
 * A file of a journal that was passed over or is not there, so that packets are missing which were in it. Immutable.
 *
 * @param segment the file
 * @param cause what is wrong with it
 */
public record DamagedSegment(Path segment, String cause) {
    /** For a person. */
    @Override
    public String toString() {
        return "damaged journal: " + segment + " " + cause + "; reading goes on with the segment behind it";
    }
}
