package io.ringcap.internal.control;

import java.util.function.Consumer;

/** Where messages for the manager go. Any thread posts and never waits; the manager's thread takes them in order. */
interface Mailbox {
    /** Posts a message: which of the manager's {@code on...} methods to call, and with what. */
    void post(Consumer<ManagerLoop> message);
}
