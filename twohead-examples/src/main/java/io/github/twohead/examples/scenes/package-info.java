/**
 * Draws the quickstart's pictures, {@link ScenePainter}: photos of paper, of screens and of
 * everything else. The rest is what lies in them, what they are drawn with, and the camera. Needs
 * no data set, and knows nothing of the library.
 */
@NullMarked
package io.github.twohead.examples.scenes;

import org.jspecify.annotations.NullMarked;
