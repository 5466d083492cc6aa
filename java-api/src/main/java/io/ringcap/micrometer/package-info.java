/** The counters of a manager as Micrometer's meters; needs the jar {@code io.micrometer:micrometer-core}. */
@NullMarked
package io.ringcap.micrometer;

import org.jspecify.annotations.NullMarked;
