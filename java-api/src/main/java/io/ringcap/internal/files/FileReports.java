package io.ringcap.internal.files;

import io.ringcap.message.CleanerReport;
import io.ringcap.message.SessionId;

/** Who hears what the cleaner has done. Called on the cleaner's thread; returns at once. */
public interface FileReports {
    /** Something was done, or could not be. */
    void report(CleanerReport report);

    /** Nothing more will be reported about the files of a session that has ended. */
    void settled(SessionId session);
}
