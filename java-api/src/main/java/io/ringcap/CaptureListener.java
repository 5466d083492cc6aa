package io.ringcap;

import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureFileReady;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureProgress;
import io.ringcap.message.CaptureStarted;

/**
 * Hears what becomes of a session. Its methods are called one after the other, in the order of the messages, on a thread
 * that serves this session's listener alone at that time: one that blocks delays its own next messages and nothing else.
 */
public interface CaptureListener extends CaptureMessage.Visitor {
    /** Called for every message, before the method of its kind. */
    default void onMessage(CaptureMessage message) {}

    @Override
    default void onStarted(CaptureStarted message) {}

    @Override
    default void onProgress(CaptureProgress message) {}

    @Override
    default void onFileReady(CaptureFileReady message) {}

    @Override
    default void onFinished(CaptureFinished message) {}

    @Override
    default void onFailed(CaptureFailed message) {}
}
