package io.ringcap.message;

/** What the cleaner tells the manager. Reports about files may come after their session's last message. */
public sealed interface CleanerReport extends Message
        permits CleanStored, CleanCompressDone, CleanCompressFailed, CleanHeartbeat {

    /** Calls the method of the visitor that belongs to this kind of report. */
    void accept(Visitor visitor);

    /** One method for each kind of report, so that the compiler finds the one that was forgotten. */
    interface Visitor {
        void onStored(CleanStored report);

        void onCompressDone(CleanCompressDone report);

        void onCompressFailed(CleanCompressFailed report);

        void onHeartbeat(CleanHeartbeat report);
    }
}
