/**
 * Experiments as files: recipes in YAML, folders of runs, sweeps, and trackers that draw their
 * curves.
 *
 * <p>Having this module on the class path is enough for {@code Recipe.read}. Packages below {@code
 * internal} are not API.
 */
@NullMarked
package io.github.twohead.experiments;

import org.jspecify.annotations.NullMarked;
