package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.ExportConfig;
import java.nio.file.Path;

/**
 * Writes a {@link MultiHeadModel} for another runtime, and proves that it predicts the same: model
 * and file answer the same images, and a file whose probabilities or decisions differ too much is
 * not kept.
 *
 * <p>The file describes itself: outputs are probabilities named by head, and inside are the heads'
 * thresholds, the normalisation, and all that a saved model says of itself. {@link
 * MultiHeadPredictor} opens it like a saved model. Every setting can be given once. Not safe for
 * use by several threads.
 *
 * <pre>{@code
 * ExportReport report = model.exporter()
 *     .format(ExportFormat.TFLITE_INT8)
 *     .calibrationSet(CalibrationSet.minMax(train))
 *     .samples(test)
 *     .write(Path.of("documents.tflite"));
 * }</pre>
 */
@CanIgnoreReturnValue
public final class Exporter {
  private final EngineModel model;
  private final ExportConfig.Builder settings = ExportConfig.builder();

  Exporter(EngineModel model) {
    this.model = model;
  }

  /**
   * Sets the format; {@link ExportFormat#TFLITE} when not given.
   *
   * @param kind the format
   * @return this
   */
  public Exporter format(ExportFormat kind) {
    settings.format(kind);
    return this;
  }

  /**
   * Lets the file take pixels from 0 to 255 and normalise them itself, so that its users cannot
   * forget to. Otherwise they divide by 255 and apply the model's {@link Normalization}.
   *
   * @return this
   */
  public Exporter rawPixels() {
    settings.rawPixels();
    return this;
  }

  /**
   * Sets the calibration that {@link ExportFormat#TFLITE_INT8} needs; other formats refuse one.
   *
   * @param set the images
   * @return this
   */
  public Exporter calibrationSet(CalibrationSet set) {
    settings.calibrationSet(set);
    return this;
  }

  /**
   * Sets the images on which model and file are compared; with labels, F1 is compared too. When not
   * given, 32 drawn images that mean nothing are.
   *
   * @param images a table, best of images that the model was not trained on
   * @return this
   */
  public Exporter samples(ImageTable images) {
    settings.samples(images);
    return this;
  }

  /**
   * Sets the largest difference in a probability that is tolerated; the format's own when not
   * given.
   *
   * @param difference above 0, at most 1
   * @return this
   */
  public Exporter tolerance(double difference) {
    settings.tolerance(Checks.aboveZero("tolerance", difference, 1));
    return this;
  }

  /**
   * Sets the share of decisions that must be the model's, for each head; 0.98 when not given.
   *
   * <p>Only images whose probability, as the model has it, is further from the head's threshold
   * than 0.05 count, or further than {@link #tolerance} or half the way from the threshold to 0 or
   * 1 where that is less: nearer to it, rounding decides. Of fewer than 50 such images all must be
   * decided alike to make 0.98; where there is none, tolerance alone counts. {@link
   * HeadComparison#clear} says how many there were.
   *
   * @param share 0 to 1; 0 for any decisions
   * @return this
   */
  public Exporter agreement(double share) {
    settings.agreement(Checks.inRange("agreement", share, 0, 1));
    return this;
  }

  /**
   * Writes {@code serving.properties} beside the file too, by which DJL's {@code Criteria} and DJL
   * Serving open its folder. An earlier one keeps what else it says, such as {@code batch_size}.
   *
   * @return this
   */
  public Exporter servingProperties() {
    settings.servingProperties();
    return this;
  }

  /**
   * Writes and checks the file. An existing one is replaced at once or not at all. Thresholds that
   * were chosen by several {@link Views} are a warning in the log: the file is used with one,
   * unless whoever predicts with it asks for more.
   *
   * @param file the file to write
   * @return how the file compares with the model
   * @throws IllegalStateException if the format needs a calibration that was not given, or takes
   *     none; or if the model is closed, or another thread trains it
   * @throws IllegalArgumentException if the file's name ends as that of a saved model or of another
   *     format, such as {@code .onnx} for TFLite
   * @throws TwoheadException if a probability differs by more than is tolerated, a head decides
   *     otherwise too often, the model answers no numbers, the backbone has a part that cannot be
   *     exported, a head has the name of the file's input, no runtime for the format is on the
   *     class path, or this thread is interrupted; its interrupt status stays set
   * @throws ModelFileException if the file, or {@code serving.properties}, cannot be written
   * @throws DataException if a table has problems; all are listed
   */
  public ExportReport write(Path file) {
    Arguments.notNull("file", file);
    ExportConfig config = settings.build();
    ExportFormat kind = config.format();
    kind.file().checkName(file);
    if (kind == ExportFormat.TFLITE_INT8 && config.calibrationSet().isEmpty()) {
      throw new IllegalStateException(
          kind + " needs a calibration set: call calibrationSet(CalibrationSet.minMax(images))");
    }
    if (kind != ExportFormat.TFLITE_INT8 && config.calibrationSet().isPresent()) {
      throw new IllegalStateException(kind + " takes no calibration");
    }
    return model.export(config, file);
  }
}
