@NullMarked
package io.ringcap.bench.live.probe;

import org.jspecify.annotations.NullMarked;
