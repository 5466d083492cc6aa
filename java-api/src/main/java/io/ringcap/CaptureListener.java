package io.ringcap;

import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureFileReady;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureProgress;
import io.ringcap.message.CaptureStarted;
import io.ringcap.message.CleanCompressDone;
import io.ringcap.message.CleanCompressFailed;
import io.ringcap.message.CleanStored;

/**
 * Hears what becomes of a session. Its methods are called one after the other, in the order of the messages, on a thread
 * that serves this session's listener alone at that time: one that blocks delays its own next messages and nothing else.
 */
public interface CaptureListener extends CaptureMessage.Visitor {
    /**
     * Called for every message about the session itself, before the method of its kind.
     *
     * @param message what happened
     */
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

    /**
     * A file was taken into care, to be compressed or deleted in time. May come after the last message.
     *
     * @param report the file, and what will be done with it
     */
    default void onStored(CleanStored report) {}

    /**
     * Files were compressed, and are gone; the archive was read back before. May come after the last message.
     *
     * @param report which files, and the archive they are in
     */
    default void onCompressDone(CleanCompressDone report) {}

    /**
     * Files could not be compressed or deleted, and stay as they are. May come after the last message.
     *
     * @param report which files, and why
     */
    default void onCompressFailed(CleanCompressFailed report) {}
}
