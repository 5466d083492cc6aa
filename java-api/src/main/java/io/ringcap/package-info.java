/** The API of an embedder: managers, sessions, listeners. */
@NullMarked
package io.ringcap;

import org.jspecify.annotations.NullMarked;
