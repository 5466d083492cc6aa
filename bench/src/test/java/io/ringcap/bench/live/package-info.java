@NullMarked
package io.ringcap.bench.live;

import org.jspecify.annotations.NullMarked;
