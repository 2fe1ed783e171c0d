package io.github.twohead.experiments;

import io.github.twohead.Augmentation;
import io.github.twohead.BatchReport;
import io.github.twohead.EpochReport;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageSource.RgbPixels;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Preprocessing;
import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.ModelEngine;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Training without an engine: reports, evaluations and weights that a random generator made up. */
public final class MadeUpRun {
  public static final HeadSpec SCREEN = HeadSpec.binary("screen");
  public static final HeadSpec KIND = HeadSpec.categorical("kind", "paper", "thing", "person");
  public static final List<HeadSpec> HEADS = List.of(SCREEN, KIND);
  private static final int SIZE = 64;

  private final Random random = new Random(7);

  /** What trackers are told of it. */
  public static TrackedRun in(Path folder) {
    Map<String, Object> recipe = new LinkedHashMap<>();
    recipe.put("training.epochs", 3);
    recipe.put("training.learning_rate", 1e-3);
    recipe.put("evaluation.calibrate", true);
    recipe.put("backbone.name", "shufflenetv2_x0.5");
    recipe.put("tags", List.of("a", "b"));
    return TrackedRun.builder().folder(folder).heads(HEADS).recipe(recipe).build();
  }

  /** A model whose weights are others each time, and which sees grey images. */
  public MultiHeadModel model() {
    return model(new AtomicInteger());
  }

  /** The same, which counts how often it is asked for weights and images. */
  MultiHeadModel model(AtomicInteger reads) {
    ModelConfig config =
        ModelConfig.builder()
            .heads(HEADS)
            .preprocessing(Preprocessing.standard().size(SIZE))
            .build();
    EngineModel model =
        (EngineModel)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {EngineModel.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "config" -> config;
                      case "heads" -> HEADS;
                      case "preprocessing" -> config.preprocessing();
                      case "weights" -> counted(reads, weights());
                      case "input" -> counted(reads, pixels());
                      default -> null;
                    });
    ModelEngine engine =
        new ModelEngine() {
          @Override
          public EngineModel create(ModelConfig wanted, Settings settings) {
            return model;
          }

          @Override
          public EngineModel open(ModelContent content, Settings settings) {
            return model;
          }

          @Override
          public List<RgbPixels> augment(
              Augmentation augmentation, List<ImageSource> images, Preprocessing input, long seed) {
            return List.of();
          }
        };
    return MultiHeadModel.builder().engine(engine).heads(HEADS).build();
  }

  private static <T> T counted(AtomicInteger reads, T value) {
    reads.incrementAndGet();
    return value;
  }

  private Map<String, float[]> weights() {
    Map<String, float[]> weights = new LinkedHashMap<>();
    weights.put("conv1.0.weight", gaussian(648));
    weights.put("conv1.1.running_mean", gaussian(24));
    weights.put("conv1.1.running_var", gaussian(24));
    weights.put("heads.screen.bias", new float[] {0.25f});
    return weights;
  }

  private float[] gaussian(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private byte[] pixels() {
    byte[] rgb = new byte[3 * SIZE * SIZE];
    Arrays.fill(rgb, (byte) random.nextInt(256));
    return rgb;
  }

  /** What a model says of a table, better and better with epochs. */
  public Evaluation evaluation(int images, double skill) {
    List<LabelledImage> rows = new ArrayList<>();
    double[] probabilities = new double[4 * images];
    for (int i = 0; i < images; i++) {
      boolean screen = random.nextInt(4) == 0;
      int kind = random.nextInt(3);
      Label label = screen ? Label.POSITIVE : Label.NEGATIVE;
      Label category = Label.category(KIND.categories().get(kind));
      rows.add(
          LabelledImage.of(
              ImageSource.of(Path.of("photos", "photo " + i + ".jpg")),
              Map.of(SCREEN, i % 10 == 9 ? Label.UNKNOWN : label, KIND, category)));
      probabilities[4 * i] = mixed(skill, screen ? 1 : 0);
      double first = mixed(skill, kind == 0 ? 1 : 0);
      double second = (1 - first) * mixed(skill, kind == 1 ? 1 : 0);
      probabilities[4 * i + 1] = first;
      probabilities[4 * i + 2] = second;
      probabilities[4 * i + 3] = 1 - first - second;
    }
    return Evaluation.builder().heads(HEADS).images(rows).probabilities(probabilities).build();
  }

  private double mixed(double skill, double truth) {
    return skill * truth + (1 - skill) * random.nextDouble();
  }

  /** Trains: tells trackers of batches and of epochs. */
  public void train(Trackers trackers, int epochs, int batches, int images) {
    for (int epoch = 1; epoch <= epochs; epoch++) {
      for (int batch = 1; batch <= batches; batch++) {
        trackers.onBatch(
            BatchReport.builder()
                .epoch(epoch)
                .epochs(epochs)
                .batch(batch)
                .batches(batches)
                .images(64 * batch)
                .seconds(batch * 0.7)
                .loss(1.0 / epoch + random.nextDouble())
                .learningRate(1e-3 / epoch)
                .build());
      }
      trackers.onEpoch(
          EpochReport.builder()
              .epoch(epoch)
              .loss(1.0 / epoch + random.nextDouble() / 10)
              .validationLoss(1.1 / epoch + random.nextDouble() / 10)
              .seconds(batches * 0.7)
              .evaluation(evaluation(images, Math.min(0.9, 0.2 + 0.2 * epoch)))
              .build());
    }
  }
}
