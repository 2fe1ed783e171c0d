/**
 * Multi-task image classifiers: one truncated backbone with any number of binary heads.
 *
 * <p>An {@link ImageTable} of photos and labels trains a {@link MultiHeadModel}; the model is saved
 * as one file; a {@link MultiHeadPredictor} opens that file and answers every head's question about
 * a photo. Nothing here depends on an engine: {@code twohead-djl} on the class path does the work.
 *
 * <p>What is wrong decides what is thrown:
 *
 * <ul>
 *   <li>null: a {@link NullPointerException} that names the argument;
 *   <li>an argument out of its range, or one that does not go with the others: an {@link
 *       IllegalArgumentException} that names the range and the value;
 *   <li>a setting that was given before, one that is missing, or something that is closed or in
 *       use: an {@link IllegalStateException};
 *   <li>files, images, data, devices and training: a {@link io.github.twohead.TwoheadException}, of
 *       which {@link io.github.twohead.ModelFileException}, {@link
 *       io.github.twohead.UnreadableImageException}, {@link io.github.twohead.DataException} and
 *       {@link io.github.twohead.TrainingException} say which.
 * </ul>
 */
@CheckReturnValue
@NullMarked
package io.github.twohead;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
