package io.github.twohead;

import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.ModelEngine;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Answers the questions of a saved model about images. Safe to share between threads; holds native
 * memory: close it when no thread uses it any more.
 *
 * <pre>{@code
 * try (MultiHeadPredictor predictor = MultiHeadPredictor.open(Path.of("documents.twohead"))) {
 *   Prediction p = predictor.predict(Path.of("photo.jpg"));
 *   double probability = p.head("screen").probability();
 * }
 * }</pre>
 */
public final class MultiHeadPredictor implements AutoCloseable {
  private final EnginePredictor predictor;

  private MultiHeadPredictor(EnginePredictor predictor) {
    this.predictor = predictor;
  }

  /**
   * Opens a saved model on the device that {@link Device#auto} means.
   *
   * @param file a file that {@link MultiHeadModel#save} wrote
   * @return the predictor
   * @throws ModelFileException if the file is missing, damaged, or not such a file
   */
  public static MultiHeadPredictor open(Path file) {
    return builder().open(file);
  }

  /**
   * Starts a predictor whose device or backbone is not the default.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the heads, the main one first.
   *
   * @return the heads
   */
  public List<HeadSpec> heads() {
    return predictor.config().heads();
  }

  /**
   * Returns how images become input.
   *
   * @return the preprocessing
   */
  public Preprocessing preprocessing() {
    return predictor.config().preprocessing();
  }

  /**
   * Returns the labels that the model was trained with, to score it on more data. A class that
   * training did not see is unknown.
   *
   * @return what each class says about each head; empty if the images of training had no classes
   */
  public Optional<LabelSplitter> labels() {
    return predictor.labels();
  }

  /**
   * Predicts from an image file.
   *
   * @param image the file
   * @return every head's answer
   * @throws UnreadableImageException if the file is missing or not an image
   */
  public Prediction predict(Path image) {
    return predict(ImageSource.of(image));
  }

  /**
   * Predicts from the content of an image file.
   *
   * @param image the bytes
   * @return every head's answer
   * @throws UnreadableImageException if the bytes are not an image
   */
  public Prediction predict(byte[] image) {
    return predict(ImageSource.of(image));
  }

  /**
   * Predicts from a stream with the content of an image file, which is read to its end but not
   * closed.
   *
   * @param image the stream
   * @return every head's answer
   * @throws UnreadableImageException if the stream cannot be read or is not an image
   */
  public Prediction predict(InputStream image) {
    return predict(ImageSource.of(image));
  }

  /**
   * Predicts from pixels.
   *
   * @param image the pixels, upright
   * @return every head's answer
   */
  public Prediction predict(BufferedImage image) {
    return predict(ImageSource.of(image));
  }

  /**
   * Predicts from an image.
   *
   * @param image the image
   * @return every head's answer
   * @throws UnreadableImageException if it cannot be decoded
   */
  public Prediction predict(ImageSource image) {
    return predictor.predict(List.of(image)).get(0);
  }

  /**
   * Predicts from several images, which are decoded in parallel.
   *
   * @param images the images
   * @return the predictions, in the order of the images
   * @throws UnreadableImageException if one of them cannot be decoded
   */
  public List<Prediction> predict(List<ImageSource> images) {
    return images.isEmpty() ? List.of() : predictor.predict(images);
  }

  /**
   * Scores the model.
   *
   * @param table labelled images
   * @return every head's decisions
   * @throws DataException if the table has problems; all are listed
   */
  public Scores evaluate(ImageTable table) {
    return predictor.evaluate(table);
  }

  /** Frees the native memory. Closing twice is harmless; predicting afterwards is an error. */
  @Override
  public void close() {
    predictor.close();
  }

  /** Opens a {@link MultiHeadPredictor}; each setting can be given once. */
  public static final class Builder {
    private final Once<Backbone> backbone = new Once<>("backbone");
    private final Once<Device> device = new Once<>("device");

    private Builder() {}

    /**
     * Sets the backbone, which a model needs whose backbone is not built in.
     *
     * @param shared the backbone that the model was built with
     * @return this
     */
    public Builder backbone(Backbone shared) {
      backbone.set(shared);
      return this;
    }

    /**
     * Sets where the network runs; the first GPU if there is one, else the CPU, when not given.
     *
     * @param where the device
     * @return this
     */
    public Builder device(Device where) {
      device.set(where);
      return this;
    }

    /**
     * Opens a saved model.
     *
     * @param file a file that {@link MultiHeadModel#save} wrote
     * @return the predictor
     * @throws ModelFileException if the file is missing, damaged, or not such a file
     */
    public MultiHeadPredictor open(Path file) {
      return new MultiHeadPredictor(
          ModelEngine.find()
              .openPredictor(file, backbone.optional(), device.orElseGet(Device::auto)));
    }
  }
}
