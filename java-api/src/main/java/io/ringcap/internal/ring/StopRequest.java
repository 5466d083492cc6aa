package io.ringcap.internal.ring;

import io.ringcap.message.FinishReason;

/**
 * How a session shall end.
 *
 * @param reason why, for the last message
 * @param isLossless whether what has arrived before is still recorded
 * @param deadlineNs when patience ends, by {@link System#nanoTime}
 */
record StopRequest(FinishReason reason, boolean isLossless, long deadlineNs) {}
