package io.ringcap.message;

/** What the manager tells the cleaner. */
public sealed interface CleanerCommand extends Message permits FileEnqueue, CleanConfigRefresh, CleanShutdown {

    /** Calls the method of the visitor that belongs to this kind of command. */
    void accept(Visitor visitor);

    /** One method for each kind of command, so that the compiler finds the one that was forgotten. */
    interface Visitor {
        void onFileEnqueue(FileEnqueue command);

        void onConfigRefresh(CleanConfigRefresh command);

        void onShutdown(CleanShutdown command);
    }
}
