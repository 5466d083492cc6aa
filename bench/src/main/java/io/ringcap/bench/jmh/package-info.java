/** The JMH suite: one class a question, each with its baseline beside it. */
@NullMarked
package io.ringcap.bench.jmh;

import org.jspecify.annotations.NullMarked;
