/** Trackers that are always there, and how they are found by name. */
@NullMarked
package io.github.twohead.experiments.internal.trackers;

import org.jspecify.annotations.NullMarked;
