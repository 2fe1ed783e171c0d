package io.github.twohead;

import io.github.twohead.Backbone.DownloadListener;
import io.github.twohead.RecipeSource.Start;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.WeightsSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What the settings of a recipe are applied to, one by one in their order: builders of a model, its
 * training and its exports, which refuse what is out of range. Settings that are one value together
 * are put together in the end.
 */
final class RecipeDraft {
  private static final String CHECKPOINT_FOLDER = "checkpoint.folder";

  final MultiHeadModel.Builder model = MultiHeadModel.builder();
  final RecipeTables tables;
  final RecipeExports exports;
  final RecipeLoss loss;

  Backbone trunk = Backbone.shuffleNetV2x05();
  Normalization normalization = Normalization.IMAGENET;
  Colors colors = Colors.AS_STORED;
  ResizeMode resize = ResizeMode.STRETCH;
  int width = Preprocessing.standard().width();
  int height = Preprocessing.standard().height();
  Optimizer optimizer = Optimizer.adam(1e-3);
  LearningRateSchedule schedule = LearningRateSchedule.step();
  Freeze freeze = Freeze.nothing();
  final Augmentation.Builder augmentation = Augmentation.builder();
  ImageCache cache = ImageCache.standard();
  Optional<String> sampling = Optional.empty();
  Optional<Integer> epochLength = Optional.empty();
  final RecipeTeacher distillation;

  private final RecipeEntries recipe;
  private final DownloadListener progress;
  private final boolean trains;
  private Optional<Trainer> trainer;
  private Optional<Checkpoints> checkpoints = Optional.empty();

  /** What {@link #finish} puts together. */
  Preprocessing preprocessing = Preprocessing.standard();

  Augmentation changes = Augmentation.standard();

  /**
   * Starts with nothing.
   *
   * @param trainer what training's settings go to; empty for one that only checks them
   * @param progress sees weights being downloaded
   */
  RecipeDraft(RecipeEntries recipe, Optional<Trainer> trainer, DownloadListener progress) {
    this.recipe = recipe;
    this.trainer = trainer;
    trains = trainer.isPresent();
    this.progress = progress;
    tables = new RecipeTables(recipe);
    loss = new RecipeLoss(tables);
    exports = new RecipeExports(recipe);
    distillation = new RecipeTeacher(recipe);
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

  void pretrained(boolean wanted) {
    trunk = wanted ? builtIn().pretrained(progress) : trunk;
  }

  void weights(String key) {
    trunk = builtIn().weights(recipe.path(key).orElseThrow());
  }

  void headsFromConv5(boolean wanted) {
    if (wanted && builtIn().weights().isEmpty()) {
      throw new IllegalArgumentException("needs backbone.pretrained or backbone.weights");
    }
    trunk = wanted ? builtIn().headsFromConv5() : trunk;
  }

  private Backbone.BuiltIn builtIn() {
    if (trunk instanceof Backbone.BuiltIn builtIn) {
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
        trunk instanceof Backbone.BuiltIn builtIn
            && builtIn.weights().filter(WeightsSource.Download.class::isInstance).isPresent();
    if (isPublished && !colors.equals(Normalization.IMAGENET)) {
      throw new IllegalArgumentException(
          "must be imagenet, which the weights of backbone.pretrained expect, but is " + colors);
    }
    normalization = colors;
  }

  void stageFactors(List<Double> factors) {
    optimizer = optimizer.stageFactors(factors.stream().mapToDouble(Double::doubleValue).toArray());
  }

  void nesterov(boolean wanted) {
    optimizer = wanted ? optimizer.nesterov() : optimizer;
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

  /** Changes checkpoints, which may have their folder from whoever runs the recipe. */
  void checkpoint(UnaryOperator<Checkpoints> change) {
    Checkpoints before =
        checkpoints.orElseGet(
            () -> Checkpoints.in(recipe.path(CHECKPOINT_FOLDER).orElse(Path.of(""))));
    checkpoints = Optional.of(change.apply(before));
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
    return exports.exporter(built, format, tables.read("export.calibration_set"));
  }

  /** Refuses other stages than the backbone has, unless that is a program's own. */
  private void checkStages() {
    boolean builtIn = !recipe.ownSteps().containsKey("backbone.name");
    if (builtIn && trunk instanceof Backbone.BuiltIn network) {
      int there = network.stages();
      if (freeze.stages() > there && freeze.stages() != Freeze.ALL) {
        throw recipe.problem(
            "training.freeze", freeze.stages() + " stages, but the backbone has " + there);
      }
      List<Double> factors = optimizer.stageFactors();
      if (!factors.isEmpty() && factors.size() != there) {
        throw recipe.problem(
            "training.stage_factors",
            "must be "
                + there
                + ", one for each stage of the backbone, but are "
                + factors.stream().map(Checks::text).toList());
      }
    }
  }

  private Sampling sampled() {
    Sampling rows =
        recipe.at(
            "data.sampling",
            () ->
                sampling
                    .map(text -> Sampling.parse(text, tables.specs()))
                    .orElse(Sampling.shuffled()));
    return epochLength
        .map(length -> recipe.at("data.epoch_length", () -> rows.epochLength(length)))
        .orElse(rows);
  }

  /** Puts together what several settings say, when all were applied. */
  void finish() {
    checkStages();
    exports.check();
    preprocessing =
        Preprocessing.standard()
            .size(width, height)
            .normalization(normalization)
            .resize(resize)
            .colors(colors);
    model.backbone(trunk).heads(tables.specs()).preprocessing(preprocessing);
    if (!recipe.has("augmentation.rotation")) {
      augmentation.rotation(Augmentation.standard().rotation());
    }
    changes = augmentation.build();
    if (trains && checkpoints.isPresent() && !recipe.has(CHECKPOINT_FOLDER)) {
      throw recipe.problem("checkpoint", "needs " + CHECKPOINT_FOLDER);
    }
    checkpoints.ifPresent(where -> trainer().checkpoint(where));
    if (sampling.isPresent() || epochLength.isPresent()) {
      trainer().sampling(sampled());
    }
    if (tables.skipUnreadable) {
      trainer().skipUnreadableImages();
    }
    if (tables.allowRepeatedRows) {
      trainer().allowRepeatedRows();
    }
    distillation.finish().ifPresent(from -> trainer().distill(from));
    trainer().loss(loss.build()).freeze(freeze).augmentation(changes).imageCache(cache);
    recipe.at("training.nesterov", () -> trainer().optimizer(optimizer));
    recipe.at("training.schedule", () -> trainer().schedule(schedule));
  }
}
