/** What a run's folder is made of: files that are whole or not there, locks, JVMs of their own. */
@NullMarked
package io.github.twohead.experiments.internal.runs;

import org.jspecify.annotations.NullMarked;
