/** The {@code ringcap} command. */
@NullMarked
package io.ringcap.cli;

import org.jspecify.annotations.NullMarked;
