/** YAML becomes settings: groups, overrides, references, and the line of every value. */
@NullMarked
package io.github.twohead.experiments.internal.recipes;

import org.jspecify.annotations.NullMarked;
