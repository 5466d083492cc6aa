/** Whether README.md and docs say what is so: their code, commands, links and references are tried. */
@NullMarked
package io.ringcap.docs;

import org.jspecify.annotations.NullMarked;
