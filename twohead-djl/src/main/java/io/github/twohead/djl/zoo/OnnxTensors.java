package io.github.twohead.djl.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.twohead.ModelFileException;
import io.github.twohead.Preprocessing;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.formats.NetworkFile.ImageInput;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.serving.FileEngine;
import io.github.twohead.runtime.internal.serving.InputWriter;
import io.github.twohead.runtime.internal.serving.ModelSignature;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** An exported ONNX file that DJL's engine runs, read as the file says itself. */
final class OnnxTensors implements ImageTensors {
  private final ModelSignature signature;
  private final ImageInput image;
  private final InputWriter writer;

  private OnnxTensors(ModelSignature signature, ImageInput image) {
    this.signature = signature;
    this.image = image;
    writer = signature.writer(image);
  }

  /**
   * Reads a file.
   *
   * @throws ModelFileException if it is no export of this library, or was changed since
   */
  static OnnxTensors of(Path file) {
    NetworkFile network = FileEngine.read(ModelContent.of(file));
    try {
      PredictorConfig nothing = PredictorConfig.builder().build();
      return new OnnxTensors(ModelSignature.of(network, nothing), network.input());
    } catch (ModelFileException e) {
      throw new ModelFileException(file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  @Override
  public Preprocessing preprocessing() {
    return signature.preprocessing();
  }

  @Override
  public OperatingPoints points() {
    return signature.fileSays();
  }

  @Override
  public NDArray input(NDManager manager, List<byte[]> images) {
    ByteBuffer batch = manager.allocateDirect(images.size() * image.bytes());
    for (int i = 0; i < images.size(); i++) {
      writer.write(images.get(i), batch, i);
    }
    Shape shape = new Shape(images.size(), 3, image.height(), image.width());
    return manager.create(batch, shape, DataType.FLOAT32);
  }

  @Override
  public List<double[]> probabilities(NDList outputs, int images) {
    List<ByteBuffer> all = outputs.stream().map(NDArray::toByteBuffer).toList();
    return IntStream.range(0, images)
        .mapToObj(row -> signature.probabilities(output -> row(all.get(output), row, images)))
        .toList();
  }

  private static ByteBuffer row(ByteBuffer all, int row, int rows) {
    int bytes = all.limit() / rows;
    return all.slice(row * bytes, bytes).order(ByteOrder.nativeOrder());
  }
}
