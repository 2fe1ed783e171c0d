/** Writes runs as Weights & Biases keeps them on disk. */
@NullMarked
package io.github.twohead.experiments.internal.wandb;

import org.jspecify.annotations.NullMarked;
