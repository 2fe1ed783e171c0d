/**
 * From an image file to the network's input: take apart, decode, convert colours where that is
 * wanted, turn upright, resize, normalise.
 */
@NullMarked
package io.github.twohead.runtime.internal.image;

import org.jspecify.annotations.NullMarked;
