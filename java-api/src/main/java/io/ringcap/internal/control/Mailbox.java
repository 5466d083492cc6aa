package io.ringcap.internal.control;

/** Where messages for the manager go. Any thread posts and never waits; the manager's thread takes them in order. */
interface Mailbox {
    /** Posts a message: the call that the manager's thread is to make. */
    void post(Runnable message);
}
