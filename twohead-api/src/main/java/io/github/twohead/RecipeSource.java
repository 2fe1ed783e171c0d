package io.github.twohead;

import io.github.twohead.Backbone.BuiltIn;
import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.TrainingConfig;
import io.github.twohead.spi.WeightsSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What code has set, which a recipe is read off; null is nothing to write. */
final class RecipeSource {
  private final Start start;
  private final ModelConfig model;
  private final TrainingConfig training;
  private final Map<String, ImageTable> tables;
  private boolean bySides;

  /**
   * A model before training, which changes what it tells of itself.
   *
   * @param thresholds by head, without categorical ones
   * @param machine where it runs, by keys of a recipe
   */
  record Start(
      ModelConfig model,
      Provenance provenance,
      Map<String, Double> thresholds,
      Map<String, Object> machine) {
    static Start of(EngineModel network, Map<String, Object> machine) {
      Map<String, Double> thresholds = new LinkedHashMap<>();
      for (HeadSpec head : network.config().heads()) {
        if (!head.isCategorical()) {
          thresholds.put(head.name(), network.operatingPoint(head).threshold());
        }
      }
      return new Start(network.config(), network.provenance(), thresholds, machine);
    }
  }

  /** By head and label the classes of the tables. */
  private final Map<String, Map<Label, Set<String>>> classes = new LinkedHashMap<>();

  /**
   * Reads what is there.
   *
   * @param start what the model is before training
   * @param tables what is trained on, by key; empty if it is not known or another recipe says it
   */
  RecipeSource(Start start, TrainingConfig training, Map<String, ImageTable> tables) {
    this.start = start;
    this.model = start.model;
    this.training = training;
    this.tables = tables;
    for (ImageTable table : tables.values()) {
      if (table instanceof FileTable file && file.hasClasses()) {
        model.heads().forEach(head -> file.images().forEach(image -> addClass(head, image)));
      }
    }
  }

  private void addClass(HeadSpec head, LabelledImage image) {
    try {
      String name = image.imageClass().orElseThrow();
      classes
          .computeIfAbsent(head.name(), key -> new LinkedHashMap<>())
          .computeIfAbsent(image.label(head), label -> new TreeSet<>())
          .add(name);
    } catch (RuntimeException e) {
      return; // a mistake in the data, which training will report
    }
  }

  /** A recipe with what it does not say itself. */
  RecipeEntries completed(RecipeEntries recipe) {
    RecipeEntries all = recipe;
    bySides =
        RecipeSettings.isSaid("preprocessing.size", recipe) && !recipe.has("preprocessing.size");
    for (RecipeSetting<?> setting : RecipeSettings.ALL) {
      for (String head : setting.isPerHead() ? heads() : List.of("")) {
        Object value = setting.read(this, head);
        String key = setting.keyOf(head);
        all = value == null || RecipeSettings.isSaid(key, recipe) ? all : all.with(key, value);
      }
    }
    return all;
  }

  ModelConfig model() {
    return model;
  }

  @Nullable Object machine(String key) {
    return start.machine.get(key);
  }

  TrainingConfig training() {
    return training;
  }

  List<String> heads() {
    return model.heads().stream().map(HeadSpec::name).toList();
  }

  HeadSpec head(String name) {
    return model.head(name);
  }

  /** Whether tables are told of, so that what another recipe says of data does not hold. */
  boolean hasTables() {
    return !tables.isEmpty();
  }

  @Nullable Object table(String key) {
    ImageTable table = tables.get(key);
    return table instanceof FileTable file ? file.file() : table;
  }

  @Nullable Object pathColumn() {
    return format().path().orElse(null);
  }

  @Nullable Object classColumn() {
    return format().imageClass().orElse(null);
  }

  private CsvFormat format() {
    return tables.get("data.train") instanceof FileTable file
        ? file.format()
        : CsvFormat.standard();
  }

  @Nullable Object column() {
    boolean columns = tables.get("data.train") instanceof FileTable file && !file.hasClasses();
    return columns ? true : null;
  }

  /** The classes of a label, unless there are none or they need not be told. */
  @Nullable Object classes(String head, Label label) {
    Set<String> names = classes.getOrDefault(head, Map.of()).get(label);
    boolean untold = label.equals(Label.UNKNOWN) && !head(head).isCategorical();
    return names == null || untold ? null : List.copyOf(names);
  }

  /** The categories with their classes, where classes are told. */
  @Nullable Object categories(String head) {
    List<String> categories = head(head).categories();
    if (categories.isEmpty() || !classes.containsKey(head)) {
      return categories.isEmpty() ? null : categories;
    }
    Map<String, List<String>> lists = new LinkedHashMap<>();
    categories.forEach(
        category ->
            lists.put(
                category,
                List.copyOf(classes.get(head).getOrDefault(Label.category(category), Set.of()))));
    return lists;
  }

  Object backbone() {
    return model.backbone() instanceof BuiltIn builtIn ? builtIn.name() : model.backbone();
  }

  boolean pretrained() {
    return source() instanceof WeightsSource.Download;
  }

  /** The file of first weights; a step of one's own if it is not a file that they came from. */
  @Nullable Object weights() {
    Provenance from = start.provenance;
    if (!from.tables().isEmpty()) {
      return "own(a trained model)";
    }
    if (source() == null && from.firstWeightsDigest().isPresent()) {
      return "own(" + from.firstWeights().orElse("") + ")";
    }
    return source() instanceof WeightsSource.LocalFile file ? file.path() : null;
  }

  private WeightedMultiLoss loss() {
    return training.loss();
  }

  @Nullable Object positiveWeight(String head) {
    return head(head).isCategorical()
        ? null
        : loss().classWeights(head(head)).map(own -> own.texts().get(0)).orElse(null);
  }

  @Nullable Object classWeights(String head) {
    return head(head).isCategorical()
        ? loss().classWeights(head(head)).map(ClassWeights::texts).orElse(null)
        : null;
  }

  Object loss(String head) {
    return loss().loss(head(head));
  }

  @Nullable Object labelSmoothing(String head) {
    return loss().ownSmoothing(head(head)).orElse(null);
  }

  Object sampling() {
    return training.data().sampling().text();
  }

  @Nullable Object epochLength() {
    return training.data().sampling().epochLength().map(Integer::longValue).orElse(null);
  }

  @Nullable Object threshold(String head) {
    double threshold = start.thresholds.getOrDefault(head, 0.5);
    boolean isChosen = training.thresholdRules().containsKey(head);
    return isChosen || threshold == 0.5 ? null : threshold;
  }

  private @Nullable WeightsSource source() {
    return model.backbone() instanceof BuiltIn builtIn ? builtIn.weights().orElse(null) : null;
  }

  boolean headsFromConv5() {
    return model.backbone() instanceof BuiltIn builtIn && builtIn.startsHeadsFromConv5();
  }

  @Nullable Object side(boolean square, int pixels) {
    boolean isSquare = !bySides && model.preprocessing().width() == model.preprocessing().height();
    return isSquare == square ? pixels : null;
  }

  Optimizer optimizer() {
    return training.optimizer();
  }

  @Nullable Object clipNorm() {
    double norm = optimizer().clipNorm();
    return Double.isInfinite(norm) ? null : norm;
  }

  @Nullable Object momentum() {
    return optimizer().momentum() == 0 ? null : optimizer().momentum();
  }

  @Nullable Object nesterov() {
    return optimizer().isNesterov() ? true : null;
  }

  @Nullable Object stageFactors() {
    return optimizer().stageFactors().isEmpty() ? null : optimizer().stageFactors();
  }

  @Nullable Object stageDecay() {
    return optimizer().stageDecay() == 1 ? null : optimizer().stageDecay();
  }

  @Nullable Object unfreezeAt() {
    return training.freeze().unfreezeAt().map(Integer::longValue).orElse(null);
  }

  @Nullable Object emaDecay() {
    return training.emaDecay() > 0 ? training.emaDecay() : null;
  }

  @Nullable Object colorJitter() {
    Augmentation changes = training.data().augmentation();
    List<Double> jitter = List.of(changes.brightness(), changes.contrast(), changes.saturation());
    return jitter.stream().allMatch(change -> change == 0) ? null : jitter;
  }

  /** The files of teachers; or the distillation itself, if they are of the program's own. */
  @Nullable Object teacher() {
    return training
        .distillation()
        .map(from -> from.files().isEmpty() ? from : from.files())
        .orElse(null);
  }

  @Nullable Object ofTeacher(Function<Distillation, Object> part) {
    return training.distillation().map(part).orElse(null);
  }

  @Nullable Object calibration() {
    return training.calibration().map(Object::toString).orElse(null);
  }

  @Nullable Object views() {
    return training.views().count() == 1 ? null : training.views().toString();
  }

  @Nullable Object thresholdRule(String head) {
    ThresholdRule rule = training.thresholdRules().get(head);
    return rule == null ? null : rule.toString();
  }
}
