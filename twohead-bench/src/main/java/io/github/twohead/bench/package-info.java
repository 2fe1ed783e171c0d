/** JMH benchmarks; each class says its question and its command. */
@NullMarked
package io.github.twohead.bench;

import org.jspecify.annotations.NullMarked;
