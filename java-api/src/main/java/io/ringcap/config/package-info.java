/** What to capture and how: immutable records with builders. */
@NullMarked
package io.ringcap.config;

import org.jspecify.annotations.NullMarked;
