/** What is measured inside the JVM that captures: delays, pauses, many sessions, start and stop. */
@NullMarked
package io.ringcap.bench.live.probe;

import org.jspecify.annotations.NullMarked;
