/**
 * Experiments as files: recipes in YAML, folders of runs, sweeps, and trackers that draw their
 * curves.
 *
 * <p>Having this module on the class path is enough for {@code Recipe.read}. Packages below {@code
 * internal} are not API.
 *
 * @since 0.1.0
 */
@CheckReturnValue
@NullMarked
package io.github.twohead.experiments;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
