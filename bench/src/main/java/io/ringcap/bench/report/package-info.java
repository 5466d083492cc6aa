/** Makes plots and tables of raw results: the same input gives the same bytes. */
@NullMarked
package io.ringcap.bench.report;

import org.jspecify.annotations.NullMarked;
