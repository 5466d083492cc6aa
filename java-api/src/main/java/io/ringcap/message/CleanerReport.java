package io.ringcap.message;

/** What the cleaner tells the manager. Reports about files may come after their session's last message. */
public sealed interface CleanerReport extends Message
        permits CleanStored, CleanCompressDone, CleanCompressFailed, CleanHeartbeat {

    /**
     * Calls the method of the visitor that belongs to this kind of report.
     *
     * @param visitor whose method is called
     */
    void accept(Visitor visitor);

    /** One method for each kind of report, so that the compiler finds the one that was forgotten. */
    interface Visitor {
        /**
         * A file was taken into care.
         *
         * @param report which
         */
        void onStored(CleanStored report);

        /**
         * Files were compressed, and are gone.
         *
         * @param report which, and into what
         */
        void onCompressDone(CleanCompressDone report);

        /**
         * Files could not be compressed or deleted.
         *
         * @param report which, and why
         */
        void onCompressFailed(CleanCompressFailed report);

        /**
         * The cleaner lives.
         *
         * @param report what waits for it
         */
        void onHeartbeat(CleanHeartbeat report);
    }
}
