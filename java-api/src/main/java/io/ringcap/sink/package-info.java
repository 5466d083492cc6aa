/** Where blocks go: files, journal, handlers; and the reader of a journal. */
@NullMarked
package io.ringcap.sink;

import org.jspecify.annotations.NullMarked;
