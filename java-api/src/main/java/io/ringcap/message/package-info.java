/**
 * The protocol: one record for each message, its codes, its JSON form.
 *
 * <p>{@link io.ringcap.message.CaptureMessage} is what a listener hears of its session. A message holds values only and may be
 * kept. {@link io.ringcap.message.MessageJson} writes and reads one line for each.
 *
 * <p>Ringcap makes the records here; whoever needs one makes it of JSON. A later version may give them more components, so their
 * constructors and patterns over all components are no part of what is promised.
 */
@NullMarked
package io.ringcap.message;

import org.jspecify.annotations.NullMarked;
