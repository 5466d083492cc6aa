package io.ringcap.message;

/** What the manager tells the cleaner. */
public sealed interface CleanerCommand extends Message permits FileEnqueue, CleanConfigRefresh, CleanShutdown {

    /**
     * Calls the method of the visitor that belongs to this kind of command.
     *
     * @param visitor whose method is called
     */
    void accept(Visitor visitor);

    /** One method for each kind of command, so that the compiler finds the one that was forgotten. */
    interface Visitor {
        /**
         * Files are to be taken into care.
         *
         * @param command which
         */
        void onFileEnqueue(FileEnqueue command);

        /**
         * Other limits are in force.
         *
         * @param command which
         */
        void onConfigRefresh(CleanConfigRefresh command);

        /**
         * The cleaner is to end.
         *
         * @param command when
         */
        void onShutdown(CleanShutdown command);
    }
}
