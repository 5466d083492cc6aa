/** The live harness: recorders side by side on a private pair of interfaces, each run accounted for. */
@NullMarked
package io.ringcap.bench.live;

import org.jspecify.annotations.NullMarked;
