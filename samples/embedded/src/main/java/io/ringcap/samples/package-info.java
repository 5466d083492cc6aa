/** Small programs that hold a capture inside a service. */
@NullMarked
package io.ringcap.samples;

import org.jspecify.annotations.NullMarked;
