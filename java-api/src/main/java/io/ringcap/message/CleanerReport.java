package io.ringcap.message;

/** What the cleaner tells the manager. */
public sealed interface CleanerReport extends Message
        permits CleanStored, CleanCompressDone, CleanCompressFailed, CleanHeartbeat {

    /** Calls the method of the visitor that belongs to this kind of message. */
    void accept(Visitor visitor);

    /** One method for each kind of message, so that the compiler finds the one that was forgotten. */
    interface Visitor {
        void onStored(CleanStored message);

        void onCompressDone(CleanCompressDone message);

        void onCompressFailed(CleanCompressFailed message);

        void onHeartbeat(CleanHeartbeat message);
    }
}
