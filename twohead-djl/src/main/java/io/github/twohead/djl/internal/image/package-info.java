/**
 * From an image file to the network's input: decode, turn upright, resize, augment, normalise.
 *
 * <p>Colour profiles are ignored, as Pillow and torchvision ignore them, so that pixels agree with
 * what pretrained weights have seen.
 */
@NullMarked
package io.github.twohead.djl.internal.image;

import org.jspecify.annotations.NullMarked;
