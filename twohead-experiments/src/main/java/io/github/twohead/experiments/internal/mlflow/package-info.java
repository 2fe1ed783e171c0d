/** Tells MLflow's tracking server of a run. */
@NullMarked
package io.github.twohead.experiments.internal.mlflow;

import org.jspecify.annotations.NullMarked;
