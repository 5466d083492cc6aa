/** The protocol: one record per message, its codes, its JSON form. */
@NullMarked
package io.ringcap.message;

import org.jspecify.annotations.NullMarked;
