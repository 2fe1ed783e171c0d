/**
 * The network: a backbone and its heads as blocks of DJL, the losses of heads, and how each block
 * is computed fastest where it runs.
 */
@NullMarked
package io.github.twohead.djl.internal.nn;

import org.jspecify.annotations.NullMarked;
