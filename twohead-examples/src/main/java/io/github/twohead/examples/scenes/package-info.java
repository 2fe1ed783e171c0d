/**
 * Draws the quickstart's pictures: photos of paper, of screens and of everything else. Needs no
 * data set, and knows nothing of the library.
 */
@NullMarked
package io.github.twohead.examples.scenes;

import org.jspecify.annotations.NullMarked;
