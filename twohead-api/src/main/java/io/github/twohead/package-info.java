/**
 * Multi-task image classifiers: one truncated backbone with any number of binary heads.
 *
 * <p>An {@link ImageTable} of photos and labels trains a {@link MultiHeadModel}; the model is saved
 * as one file; a {@link MultiHeadPredictor} opens that file and answers every head's question about
 * a photo. Nothing here depends on an engine: {@code twohead-djl} on the class path does the work.
 */
@NullMarked
package io.github.twohead;

import org.jspecify.annotations.NullMarked;
