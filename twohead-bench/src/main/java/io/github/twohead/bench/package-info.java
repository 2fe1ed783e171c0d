/**
 * How fast it is, and what it takes: JMH benchmarks, programs that watch memory or the first
 * photos, and the report of their results. Each program says its question and its command.
 */
@NullMarked
package io.github.twohead.bench;

import org.jspecify.annotations.NullMarked;
