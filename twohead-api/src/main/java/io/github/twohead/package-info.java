/**
 * What a program types to train and to use multi-task image classifiers: one truncated backbone
 * with any number of heads.
 *
 * <p>It is all that {@code import io.github.twohead.*} gives, and nothing that only an engine
 * needs. In the order of the data:
 *
 * <ul>
 *   <li><b>Images and labels.</b> An {@link ImageTable} of {@link LabelledImage}s, each an {@link
 *       ImageSource} and the {@link Label} that a {@link LabelSplitter} gives it for each {@link
 *       HeadSpec}; a {@link TableSplit} makes training, validation and test of one.
 *   <li><b>Model.</b> A {@link MultiHeadModel} of a {@link Backbone} and heads, behind a {@link
 *       Preprocessing}.
 *   <li><b>Training.</b> A {@link Trainer} with a {@link WeightedMultiLoss}, an {@link Optimizer},
 *       a {@link LearningRateSchedule}, an {@link Augmentation} and a {@link Metric} that decides
 *       which epoch is kept; a {@link TrainingListener} sees it go on, {@link Checkpoints} let it
 *       go on after its process was killed, a {@link TrainingReport} and an {@link Evaluation} tell
 *       how it went. {@link CrossValidation} trains once for each fold.
 *   <li><b>Decisions.</b> A {@link ThresholdRule} chooses, on an evaluation, from which probability
 *       on a head says yes; a {@link Calibration} makes the probabilities mean what they say. Both
 *       are the model's, and go into every file.
 *   <li><b>Export.</b> An {@link Exporter} writes what other runtimes open.
 *   <li><b>Answers.</b> A {@link MultiHeadPredictor} opens what was saved or exported, and gives a
 *       {@link Prediction} for a photo.
 * </ul>
 *
 * <p>A {@link Recipe} is all of this as settings by name, up to the exports: read from a file,
 * written by a {@link RecipeBuilder}, or taken from a trainer. A {@link SystemReport} tells what
 * this machine can do of it, and what to add where something is missing.
 *
 * <p>Nothing here depends on an engine: on the class path {@code twohead-djl} does the work, or
 * {@code twohead-runtime} alone where TFLite and ONNX files are used. What an engine sees of all
 * this is in {@link io.github.twohead.spi}.
 *
 * <p>What is wrong decides what is thrown:
 *
 * <ul>
 *   <li>null: a {@link NullPointerException} that names the argument;
 *   <li>an argument out of its range, or one that does not go with the others: an {@link
 *       IllegalArgumentException} that names the range and the value;
 *   <li>a setting that was given before, one that is missing, or something that is closed or in
 *       use: an {@link IllegalStateException};
 *   <li>files, images, data, devices and training: a {@link TwoheadException}, of which {@link
 *       ModelFileException}, {@link UnreadableImageException}, {@link DataException} and {@link
 *       TrainingException} say which.
 * </ul>
 *
 * @since 0.1.0
 */
@CheckReturnValue
@NullMarked
package io.github.twohead;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
