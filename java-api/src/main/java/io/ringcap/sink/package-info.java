/**
 * Where blocks go: files, journal, handlers; and the reader of a journal.
 *
 * <p>{@link io.ringcap.sink.Sinks} has those that come with Ringcap. One of your own implements {@link io.ringcap.sink.Sink} and
 * {@link io.ringcap.sink.SinkWriter}; each runs on a thread of its own, and its failure is its own.
 */
@NullMarked
package io.ringcap.sink;

import org.jspecify.annotations.NullMarked;
