package io.ringcap.internal.control;

import io.ringcap.message.CaptureFileReady;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureStarted;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.SessionId;

/** Where the JVM's flight recorder hears of sessions. Called on the manager's thread. */
interface FlightRecord {
    /** For a JVM without one. */
    FlightRecord NONE = new FlightRecord() {
        @Override
        public void started(CaptureStarted message) {}

        @Override
        public void fileReady(CaptureFileReady message) {}

        @Override
        public void counters(SessionId session, CaptureStats stats) {}

        @Override
        public void ended(CaptureMessage last) {}
    };

    /** The flight recorder of this JVM, if it has one: the module jdk.jfr may be absent. */
    static FlightRecord ofThisJvm() {
        return ModuleLayer.boot().findModule("jdk.jfr").isPresent() ? new JfrFlightRecord() : NONE;
    }

    void started(CaptureStarted message);

    void fileReady(CaptureFileReady message);

    /** Counters of a session that runs, about once a second. */
    void counters(SessionId session, CaptureStats stats);

    /** The session's last message, FINISHED or FAILED. */
    void ended(CaptureMessage last);
}
