/** The network: a backbone, its heads, and the names under which their weights are kept. */
@NullMarked
package io.github.twohead.djl.internal.nn;

import org.jspecify.annotations.NullMarked;
