package io.github.twohead.djl.zoo;

import io.github.twohead.ModelFileException;
import io.github.twohead.djl.internal.export.ServingFile;
import io.github.twohead.spi.Arguments;
import java.nio.file.Path;

/**
 * Writes the {@code serving.properties} by which DJL's {@code Criteria} and DJL Serving open a
 * folder with a model's file.
 *
 * <pre>{@code
 * model.save(Path.of("models/documents/documents.twohead"));
 * ServingProperties.write(Path.of("models/documents/documents.twohead"));
 * }</pre>
 */
public final class ServingProperties {
  private ServingProperties() {}

  /**
   * Writes the file beside a model's: which engine runs it, what opens it, and what translates
   * images for it. An earlier {@code serving.properties} keeps what else it says, such as {@code
   * batch_size}, but not its comments.
   *
   * @param model a saved model, or an exported {@code .onnx} or {@code .tflite} file. Its content
   *     decides, not its name; one model of a folder can be opened so
   * @return the file that was written
   * @throws ModelFileException if the model's file is missing or none of these, or {@code
   *     serving.properties} cannot be written
   */
  public static Path write(Path model) {
    return ServingFile.write(Arguments.notNull("model", model));
  }
}
