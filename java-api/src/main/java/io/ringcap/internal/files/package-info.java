/** What becomes of closed files: which are ours, how they are compressed, when they go. Not for embedders. */
@NullMarked
package io.ringcap.internal.files;

import org.jspecify.annotations.NullMarked;
