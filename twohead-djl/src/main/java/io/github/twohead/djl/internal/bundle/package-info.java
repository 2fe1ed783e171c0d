/** Saved models: what lies in their files, and how a model's file is replaced whole. */
@NullMarked
package io.github.twohead.djl.internal.bundle;

import org.jspecify.annotations.NullMarked;
