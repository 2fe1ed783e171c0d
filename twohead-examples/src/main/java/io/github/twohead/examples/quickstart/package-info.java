/** The quickstart: draws its own training pictures, so that it needs no data set. */
@NullMarked
package io.github.twohead.examples.quickstart;

import org.jspecify.annotations.NullMarked;
