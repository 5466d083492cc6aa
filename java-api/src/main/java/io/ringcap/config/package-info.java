/**
 * What to capture and how: immutable records with builders, which check every value when they are built.
 *
 * <p>{@link io.ringcap.config.CaptureSpec} says what, {@link io.ringcap.config.CaptureConfig} with which sizes and delays,
 * {@link io.ringcap.config.FileOptions} how files are cut and kept, {@link io.ringcap.config.ManagerConfig} what all sessions share.
 */
@NullMarked
package io.ringcap.config;

import org.jspecify.annotations.NullMarked;
