package io.github.twohead;

import io.github.twohead.Backbone.DownloadListener;
import io.github.twohead.RecipeSource.Start;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.EpochSelection;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.WeightsSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the settings of a recipe are applied to, one by one in their order: builders of a model, its
 * training and its exports, which refuse what is out of range. Settings that are one value together
 * are put together in the end.
 */
final class RecipeDraft {
  final MultiHeadModel.Builder model = MultiHeadModel.builder();
  final RecipeTables tables;
  final RecipeExports exports;

  Backbone trunk = Backbone.shuffleNetV2x05();
  Normalization normalization = Normalization.IMAGENET;
  Colors colors = Colors.AS_STORED;
  int width = Preprocessing.standard().width();
  int height = Preprocessing.standard().height();
  Optimizer optimizer = Optimizer.adam(1e-3);
  LearningRateSchedule schedule = LearningRateSchedule.step();
  Freeze freeze = Freeze.nothing();
  Augmentation.Builder augmentation = Augmentation.builder();
  ImageCache cache = ImageCache.standard();

  private final WeightedMultiLoss.Builder loss = WeightedMultiLoss.builder();
  private final Map<String, Double> weights = new LinkedHashMap<>();
  private final RecipeEntries recipe;
  private final DownloadListener progress;
  private Optional<Trainer> trainer;

  /**
   * Starts with nothing.
   *
   * @param trainer what training's settings go to; empty for one that only checks them
   * @param progress sees weights being downloaded
   */
  RecipeDraft(RecipeEntries recipe, Optional<Trainer> trainer, DownloadListener progress) {
    this.recipe = recipe;
    this.trainer = trainer;
    this.progress = progress;
    tables = new RecipeTables(recipe);
    exports = new RecipeExports(recipe);
  }

  /** What trains; the heads must all be there. */
  Trainer trainer() {
    Trainer there = trainer.orElseGet(() -> new Trainer(tables.specs()));
    trainer = Optional.of(there);
    return there;
  }

  void threshold(String head, double threshold) {
    tables.require(head);
    HeadSpec unused = ModelConfig.headWithThreshold(List.of(tables.head(head).spec.build()), head);
    model.threshold(head, threshold);
  }

  void weight(String head, double weight) {
    tables.require(head);
    WeightedMultiLoss unused = // refuses one that is out of range
        WeightedMultiLoss.builder().weight(HeadSpec.binary(head), weight).build();
    weights.put(head, weight);
  }

  void labelSmoothing(double smoothing) {
    loss.labelSmoothing(smoothing);
  }

  void pretrained(boolean wanted) {
    trunk = wanted ? shuffleNet().pretrained(progress) : trunk;
  }

  void weights(String key) {
    trunk = shuffleNet().weights(recipe.path(key).orElseThrow());
  }

  void headsFromConv5(boolean wanted) {
    if (wanted && shuffleNet().weights().isEmpty()) {
      throw new IllegalArgumentException("needs backbone.pretrained or backbone.weights");
    }
    trunk = wanted ? shuffleNet().headsFromConv5() : trunk;
  }

  private ShuffleNetV2 shuffleNet() {
    if (trunk instanceof ShuffleNetV2 builtIn) {
      return builtIn;
    }
    throw new IllegalArgumentException("the backbone \"" + trunk.name() + "\" is not built in");
  }

  void poolFirst(boolean wanted) {
    if (wanted) {
      model.poolFirst();
    }
  }

  void size(int wide, int high) {
    Preprocessing unused =
        Preprocessing.standard().size(wide, high); // refuses what is out of range
    width = wide;
    height = high;
  }

  void width(int pixels) {
    refuseBeside("preprocessing.size");
    size(pixels, height);
  }

  void height(int pixels) {
    refuseBeside("preprocessing.size");
    size(width, pixels);
  }

  private void refuseBeside(String key) {
    if (recipe.has(key)) {
      throw new IllegalArgumentException(key + " is given too");
    }
  }

  void normalization(Normalization colors) {
    boolean isPublished =
        trunk instanceof ShuffleNetV2 builtIn
            && builtIn.weights().filter(WeightsSource.Download.class::isInstance).isPresent();
    if (isPublished && !colors.equals(Normalization.IMAGENET)) {
      throw new IllegalArgumentException(
          "must be imagenet, which the weights of backbone.pretrained expect, but is " + colors);
    }
    normalization = colors;
  }

  /**
   * Sets what decides.
   *
   * @param text such as {@code screen F1}, or {@code loss}
   */
  void keepBestBy(String text) {
    if (text.equals("loss")) {
      trainer().keepBestByLoss();
      return;
    }
    int space = text.indexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException(
          "must be a head and its metric, such as screen F1, or loss, but is \"" + text + "\"");
    }
    trainer()
        .keepBestBy(
            HeadSpec.binary(text.substring(0, space)), Metric.parse(text.substring(space + 1)));
  }

  void keepBestBy(EpochSelection best) {
    best.head().ifPresent(head -> trainer().keepBestBy(head, best.metric().orElseThrow()));
  }

  void unfreezeAt(long epoch) {
    if (freeze.stages() == 0) {
      throw new IllegalArgumentException("needs training.freeze");
    }
    freeze = freeze.unfreezeAt(RecipeSettings.small(epoch));
  }

  void cacheFolder(String key) {
    cache = cache.folder(recipe.path(key).orElseThrow());
  }

  void horizontalFlip(boolean wanted) {
    if (wanted) {
      augmentation.horizontalFlip();
    }
  }

  void chooseThreshold(String head, String rule) {
    refuseBeside("heads." + head + ".threshold");
    trainer().chooseThreshold(head, ThresholdRule.parse(rule));
  }

  void colorJitter(List<Double> changes) {
    switch (changes.size()) {
      case 1 -> augmentation.colorJitter(changes.get(0), changes.get(0), changes.get(0));
      case 3 -> augmentation.colorJitter(changes.get(0), changes.get(1), changes.get(2));
      default ->
          throw new IllegalArgumentException("takes one number or three, but gets " + changes);
    }
  }

  /** What it all comes to, as code would have set it. */
  RecipeSource source() {
    Start start = new Start(model.config(), Provenance.unknown(), model.thresholds, Map.of());
    return new RecipeSource(start, trainer().config(), Map.of());
  }

  /** Builds the model, whose first weights and device may not be as they should. */
  MultiHeadModel build() {
    try {
      return model.build();
    } catch (IllegalArgumentException | TwoheadException e) {
      boolean ofDevice = String.valueOf(e.getMessage()).startsWith("device ");
      throw Stream.of("backbone.weights", "backbone.pretrained")
          .map(key -> ofDevice ? "training.device" : key)
          .filter(recipe::has)
          .findFirst()
          .<RuntimeException>map(key -> recipe.problem(key, e))
          .orElse(e);
    }
  }

  Exporter exporter(MultiHeadModel built, ExportFormat format) {
    Arguments.notNull("model", built);
    Arguments.notNull("format", format);
    return exports.exporter(built, format, tables.read("export.calibration_images"));
  }

  /** Refuses more than the backbone has, unless that is a program's own. */
  private void checkFreeze() {
    boolean builtIn = !recipe.ownSteps().containsKey("backbone.name");
    if (builtIn && trunk instanceof ShuffleNetV2 network && freeze.stages() != Freeze.ALL) {
      int most = network.stages();
      if (freeze.stages() > most) {
        throw recipe.problem(
            "training.freeze", freeze.stages() + " stages, but the backbone has " + most);
      }
    }
  }

  /** Puts together what several settings say, when all were applied. */
  void finish() {
    checkFreeze();
    exports.check();
    model
        .backbone(trunk)
        .heads(tables.specs())
        .preprocessing(
            Preprocessing.standard()
                .size(width, height)
                .normalization(normalization)
                .colors(colors));
    if (!recipe.has("augmentation.rotation")) {
      augmentation.rotation(Augmentation.standard().rotation());
    }
    weights.putIfAbsent(tables.specs().get(0).name(), 2.0);
    weights.forEach((head, weight) -> loss.weight(HeadSpec.binary(head), weight));
    if (tables.skipUnreadable) {
      trainer().skipUnreadableImages();
    }
    if (tables.allowRepeatedRows) {
      trainer().allowRepeatedRows();
    }
    trainer()
        .loss(loss.build())
        .optimizer(optimizer)
        .schedule(schedule)
        .freeze(freeze)
        .augmentation(augmentation.build())
        .imageCache(cache);
  }
}
