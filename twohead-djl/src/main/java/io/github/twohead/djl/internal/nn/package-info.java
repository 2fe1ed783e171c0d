/**
 * The network: a backbone and its heads as blocks of DJL, and how each is computed fastest where it
 * runs.
 */
@NullMarked
package io.github.twohead.djl.internal.nn;

import org.jspecify.annotations.NullMarked;
