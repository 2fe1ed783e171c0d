package io.github.twohead;

import io.github.twohead.ImageSource.RgbPixels;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.ModelEngine;
import io.github.twohead.spi.OperatingPoint;
import io.github.twohead.spi.PredictorConfig;
import io.github.twohead.spi.PredictorEngine;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes everything. */
public final class FakeEngine implements ModelEngine, PredictorEngine {

  /** How a file was opened last. */
  static @Nullable PredictorConfig opened;

  /** How a network was built or opened for training last. */
  static @Nullable Settings trained;

  /** What it refuses everything with; null to take everything. */
  static @Nullable Supplier<RuntimeException> refusal;

  /** What was built or opened for training last. */
  static @Nullable FakeModel network;

  /** What was opened last. */
  static @Nullable FakePredictor predictor;

  /** Called by the service loader. */
  public FakeEngine() {}

  /**
   * A class loader that sees it.
   *
   * @param folder where its service file goes
   */
  static ClassLoader loader(Path folder) throws IOException {
    return loader(folder, FakeEngine.class, ModelEngine.class, PredictorEngine.class);
  }

  /**
   * A class loader that sees some implementation of services.
   *
   * @param folder where its service files go
   */
  static ClassLoader loader(Path folder, Class<?> type, Class<?>... of) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    for (Class<?> service : of) {
      Files.writeString(services.resolve(service.getName()), type.getName());
    }
    URL[] urls = {folder.toUri().toURL()};
    return new URLClassLoader(urls, FakeEngine.class.getClassLoader());
  }

  private static void refuse() {
    if (refusal != null) {
      throw refusal.get();
    }
  }

  @Override
  public EngineModel create(ModelConfig config, Settings settings) {
    refuse();
    trained = settings;
    network = new FakeModel();
    return network;
  }

  @Override
  public EngineModel open(ModelContent model, Settings settings) {
    trained = settings;
    network = new FakeModel();
    return network;
  }

  @Override
  public List<RgbPixels> augment(
      Augmentation augmentation, List<ImageSource> images, Preprocessing preprocessing, long seed) {
    byte[] rgb = new byte[3 * preprocessing.width() * preprocessing.height()];
    return images.stream()
        .map(image -> new RgbPixels(rgb, preprocessing.width(), preprocessing.height()))
        .toList();
  }

  @Override
  public boolean opens(byte[] start) {
    return true;
  }

  @Override
  public EnginePredictor open(ModelContent model, PredictorConfig settings) {
    refuse();
    opened = settings;
    predictor = new FakePredictor();
    return predictor;
  }

  static class FakePredictor implements EnginePredictor {
    boolean closed;

    @Override
    public List<HeadSpec> heads() {
      return FakeModel.HEADS;
    }

    @Override
    public OperatingPoint operatingPoint(HeadSpec head) {
      return OperatingPoint.standard();
    }

    @Override
    public Preprocessing preprocessing() {
      return Preprocessing.standard().colors(Colors.AS_STORED);
    }

    @Override
    public Provenance provenance() {
      return Provenance.unknown();
    }

    @Override
    public List<Prediction> predict(List<ImageSource> images) {
      return List.of(Prediction.of(List.of()));
    }

    @Override
    public Prediction predict(FloatBuffer pixels) {
      return Prediction.of(List.of());
    }

    @Override
    public EnginePredictor ensemble(
        List<? extends EnginePredictor> others, Map<String, Double> thresholds) {
      var unusedToo = Arguments.copy("others", others);
      var unused = Arguments.copy("thresholds", thresholds);
      return this;
    }

    @Override
    public Evaluation evaluate(ImageTable table) {
      return Evaluation.builder().build();
    }

    @Override
    public String runtime() {
      return "fake";
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
