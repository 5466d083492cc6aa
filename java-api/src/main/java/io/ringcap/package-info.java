/**
 * The way in: a {@link io.ringcap.CaptureManager} starts sessions, a {@link io.ringcap.CaptureSession} is one of them, a
 * {@link io.ringcap.CaptureListener} hears what happens to it.
 *
 * <p>All classes are for any thread, builders excepted. Failures are {@link io.ringcap.message.CaptureException}s with one of the
 * protocol's codes and the one thing that can be done.
 */
@NullMarked
package io.ringcap;

import org.jspecify.annotations.NullMarked;
