/** The block ring, the worker that fills it and the lanes that empty it. Not for embedders. */
@NullMarked
package io.ringcap.internal.ring;

import org.jspecify.annotations.NullMarked;
