/** Folders that one process uses alone. Not for embedders. */
@NullMarked
package io.ringcap.internal.lock;

import org.jspecify.annotations.NullMarked;
