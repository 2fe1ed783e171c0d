/** Random changes of training images. */
@NullMarked
package io.github.twohead.djl.internal.augmentation;

import org.jspecify.annotations.NullMarked;
