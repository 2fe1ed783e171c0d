package io.github.twohead.djl.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.serving.BundleEngine;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.serving.FileEngine;
import io.github.twohead.runtime.internal.serving.Inference;
import io.github.twohead.runtime.internal.serving.Predictor;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A predictor as a block: pixels of 0 to 255, bytes (B, H, W, 3) of the input's size, to
 * probabilities, doubles (B, N). It has no parameters that DJL could see. Owns the predictor.
 */
final class PredictorBlock extends AbstractBlock implements ImageTensors, AutoCloseable {
  private final Predictor predictor;

  private PredictorBlock(Predictor predictor) {
    this.predictor = predictor;
  }

  /** Opens what {@code MultiHeadPredictor} opens, with its exceptions. */
  static PredictorBlock open(ModelContent model, PredictorConfig settings) {
    return new PredictorBlock(
        ModelFormat.BUNDLE.isPlausible(model.start())
            ? new BundleEngine().open(model, settings)
            : new FileEngine().open(model, settings));
  }

  @Override
  public Preprocessing preprocessing() {
    return predictor.preprocessing();
  }

  @Override
  public OperatingPoints points() {
    return predictor.points().get();
  }

  /** On the CPU, where they are normalised. */
  @Override
  public NDArray input(NDManager manager, List<byte[]> images) {
    Shape shape = input(images.size());
    ByteBuffer batch = manager.allocateDirect(Math.toIntExact(shape.size()));
    images.forEach(batch::put);
    NDManager cpu = manager.newSubManager(ai.djl.Device.cpu());
    return cpu.create(batch.flip(), shape, DataType.UINT8);
  }

  @Override
  public List<double[]> probabilities(NDList outputs, int images) {
    double[] all = outputs.singletonOrThrow().toDoubleArray();
    int count = all.length / images;
    List<double[]> rows = new ArrayList<>(images);
    for (int from = 0; from < all.length; from += count) {
      rows.add(Arrays.copyOfRange(all, from, from + count));
    }
    return rows;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> settings) {
    NDArray pixels = inputs.singletonOrThrow();
    int size = Math.toIntExact(pixels.getShape().get(0));
    if (!pixels.getShape().equals(input(size)) || pixels.getDataType() != DataType.UINT8) {
      throw new IllegalArgumentException(
          "a model of twohead takes bytes of shape "
              + input(size)
              + ", not "
              + pixels.getDataType()
              + " of "
              + pixels.getShape()
              + ": build Criteria with optTranslatorFactory(new HeadsTranslatorFactory()), which"
              + " makes them of images");
    }
    double[] probabilities = run(pixels.toByteArray(), size);
    Shape shape = new Shape(size, probabilities.length / size);
    return new NDList(pixels.getManager().create(probabilities, shape));
  }

  double[] run(byte[] pixels, int images) {
    Inference network = predictor.network();
    OperatingPoints now = points();
    int values = pixels.length / images;
    double[] all = new double[images * now.layout().outputs()];
    for (int first = 0; first < images; first += network.together()) {
      int end = Math.min(images, first + network.together());
      List<byte[]> batch = new ArrayList<>(end - first);
      for (int i = first; i < end; i++) {
        batch.add(Arrays.copyOfRange(pixels, i * values, (i + 1) * values));
      }
      double[] some = network.at(now).probabilities(batch);
      System.arraycopy(some, 0, all, first * now.layout().outputs(), some.length);
    }
    return all;
  }

  private Shape input(long images) {
    Preprocessing input = preprocessing();
    return new Shape(images, input.height(), input.width(), 3);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), points().layout().outputs())};
  }

  @Override
  public void close() {
    predictor.close();
  }
}
