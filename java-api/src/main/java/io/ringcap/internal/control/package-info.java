/** The manager's loop, session state, delivery and cleaner. Not for embedders. */
@NullMarked
package io.ringcap.internal.control;

import org.jspecify.annotations.NullMarked;
