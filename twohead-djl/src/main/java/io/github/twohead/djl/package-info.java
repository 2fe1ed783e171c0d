/**
 * Where DJL and twohead meet: the types of DJL that a user may hand over.
 *
 * <p>Having this module on the class path is enough to train and predict; nothing here needs to be
 * named unless a backbone is a DJL block of your own. {@link io.github.twohead.djl.zoo} opens
 * models by DJL's {@code Criteria} and in DJL Serving. Packages below {@code internal} are not API.
 *
 * <p>PyTorch's native library and published weights are downloaded once, to DJL's cache: the folder
 * {@code ~/.djl.ai}, unless the environment variable {@code DJL_CACHE_DIR} names another. Weights
 * lie in its folder {@code twohead}.
 *
 * @since 0.1.0
 */
@NullMarked
package io.github.twohead.djl;

import org.jspecify.annotations.NullMarked;
