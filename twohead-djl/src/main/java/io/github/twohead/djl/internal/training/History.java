package io.github.twohead.djl.internal.training;

import ai.djl.Device;
import io.github.twohead.Backbone;
import io.github.twohead.ConfusionCounts;
import io.github.twohead.EpochReport;
import io.github.twohead.Exporter;
import io.github.twohead.HeadSpec;
import io.github.twohead.Provenance;
import io.github.twohead.Recipe;
import io.github.twohead.ThresholdChoice;
import io.github.twohead.TrainingReport;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.manifest.LibraryVersion;
import io.github.twohead.runtime.internal.serving.Scorer;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.OperatingPoint;
import io.github.twohead.spi.TrainingConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** What a network's weights started as and how they were trained, as its provenance. */
public final class History {
  private static final String FIRST_WEIGHTS = "first_weights";
  private static final String FIRST_WEIGHTS_DIGEST = "first_weights_sha256";
  private static final String HEADS_FROM_CONV5 = "heads_from_conv5";

  /** Before a head's name, what the end of training fitted. */
  static final String CALIBRATION = "calibration_";

  private static final String THRESHOLD = "threshold_";

  /** By what views that was chosen, if by more than one. */
  private static final String VIEWS = "views_";

  private History() {}

  /**
   * Warns that whoever predicts with an exported file must see what its thresholds were chosen by.
   *
   * @param file the file that was written
   * @param history that of its weights
   */
  public static void warnOfViews(Path file, Provenance history) {
    Map<String, List<String>> heads = new LinkedHashMap<>();
    history
        .facts()
        .forEach(
            (fact, text) -> {
              if (fact.startsWith(VIEWS)) {
                heads
                    .computeIfAbsent(text, views -> new ArrayList<>())
                    .add(fact.substring(VIEWS.length()));
              }
            });
    heads.forEach(
        (views, chosen) ->
            LoggerFactory.getLogger(Exporter.class)
                .warn(
                    "{}: the thresholds of {} were chosen for the views {}: predict with these, or"
                        + " choose thresholds for one view before exporting",
                    file,
                    chosen,
                    views));
  }

  /** The history of random weights. */
  public static Provenance ofRandom(Network network) {
    boolean custom = network.config().backbone() instanceof DjlBackbone;
    String drawn = "drawn at random with the seed " + network.config().seed();
    return untrained(
        network, Map.of(FIRST_WEIGHTS, custom ? "the block's own, heads " + drawn : drawn));
  }

  /**
   * The history of weights out of a file.
   *
   * @param source what the file is called, or where it was published
   * @param digest its SHA-256
   */
  public static Provenance ofFile(Network network, String source, String digest) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(FIRST_WEIGHTS, source);
    facts.put(FIRST_WEIGHTS_DIGEST, digest);
    if (network.config().backbone() instanceof Backbone.BuiltIn backbone) {
      facts.put(HEADS_FROM_CONV5, Boolean.toString(backbone.startsHeadsFromConv5()));
    }
    return untrained(network, facts);
  }

  private static Provenance untrained(Network network, Map<String, String> start) {
    Map<String, String> facts = libraries(network);
    facts.putAll(start);
    return Provenance.of(facts, Map.of(), Map.of(), Map.of());
  }

  private static Map<String, String> libraries(Network network) {
    Device device = network.manager().getDevice();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("twohead", LibraryVersion.TWOHEAD);
    facts.put("engine", "PyTorch " + Torch.engine().getVersion());
    facts.put("device", device.isGpu() ? "gpu" + device.getDeviceId() : "cpu");
    return facts;
  }

  /**
   * The history of weights after a run, or in the midst of it.
   *
   * @param before that of the weights that the run started from
   * @param decides the {@link #settings} of the run
   * @param recipe what the model keeps of the settings and tables
   * @param data the tables that it read, and their classes
   * @param report what was done so far
   * @param held the epoch that the weights are of; empty for weights within an epoch
   */
  static Provenance after(
      Provenance before,
      Network network,
      TrainingConfig settings,
      Map<String, String> decides,
      Optional<Recipe> recipe,
      Provenance data,
      TrainingReport report,
      Optional<EpochReport> held) {
    Map<String, String> facts = libraries(network);
    facts.put("runtime", network.runtime());
    for (String start : List.of(FIRST_WEIGHTS, FIRST_WEIGHTS_DIGEST, HEADS_FROM_CONV5)) {
      Optional.ofNullable(before.facts().get(start)).ifPresent(text -> facts.put(start, text));
    }
    for (HeadSpec head : network.layout().heads()) {
      String views = before.facts().get(VIEWS + head.name());
      if (views != null && !network.points().of(head).equals(OperatingPoint.standard())) {
        facts.put(VIEWS + head.name(), views); // the run kept the threshold
      }
    }
    facts.putAll(progress(settings, report, held));
    facts.putAll(decides);
    recipe.ifPresent(whole -> facts.put("recipe", whole.toString()));
    return Provenance.of(
        facts, data.tables(), held.map(History::counts).orElse(Map.of()), data.classes());
  }

  /**
   * The history without what it says of a head that was changed since: how its point was chosen,
   * and what it scored there.
   */
  public static Provenance withoutPoint(
      Provenance history, HeadSpec head, OperatingPoint before, OperatingPoint now) {
    if (now.equals(before)) {
      return history;
    }
    Map<String, String> facts = new LinkedHashMap<>(history.facts());
    facts.remove(THRESHOLD + head.name());
    if (Double.compare(now.threshold(), before.threshold()) != 0) {
      facts.remove(VIEWS + head.name());
    }
    if (!now.calibration().equals(before.calibration())) {
      facts.remove(CALIBRATION + head.name());
    }
    Map<String, ConfusionCounts> scores = new LinkedHashMap<>(history.scores());
    scores.remove(head.name());
    return Provenance.of(facts, history.tables(), scores, history.classes());
  }

  /** The history with how the threshold was chosen that a head decides by. */
  public static Provenance withChoice(Provenance history, HeadSpec head, ThresholdChoice choice) {
    Map<String, String> facts = new LinkedHashMap<>(history.facts());
    note(facts, head.name(), choice);
    return Provenance.of(facts, history.tables(), history.scores(), history.classes());
  }

  /** Adds how a threshold was chosen to facts. */
  static void note(Map<String, String> facts, String head, ThresholdChoice choice) {
    facts.put(THRESHOLD + head, choice.toString());
    facts.remove(VIEWS + head);
    choice
        .views()
        .filter(views -> views.count() > 1)
        .ifPresent(views -> facts.put(VIEWS + head, views.toString()));
  }

  private static Map<String, ConfusionCounts> counts(EpochReport epoch) {
    Map<String, ConfusionCounts> counts = new LinkedHashMap<>();
    epoch.evaluation().heads().forEach((name, head) -> counts.put(name, Scorer.counts(head)));
    return counts;
  }

  private static Map<String, String> progress(
      TrainingConfig settings, TrainingReport report, Optional<EpochReport> held) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("epochs", Integer.toString(settings.epochs().count()));
    facts.put("epochs_done", Integer.toString(report.epochs().size()));
    facts.put("best_epoch", Integer.toString(report.bestEpoch()));
    held.ifPresent(epoch -> facts.put("epoch", Integer.toString(epoch.epoch())));
    facts.put("unlabelled", Integer.toString(report.unlabelled()));
    facts.put("skipped", Integer.toString(report.skipped()));
    return facts;
  }

  /** All that the weights depend on; reads the files of teachers. */
  static Map<String, String> settings(TrainingConfig settings, ModelConfig model) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("backbone", model.backbone().name());
    facts.put("pool_first", Boolean.toString(model.poolFirst()));
    facts.put("seed", Long.toString(model.seed()));
    facts.put("batch_size", Integer.toString(settings.data().batchSize()));
    facts.put("loss", settings.loss().toString());
    facts.put("optimizer", settings.optimizer().toString());
    facts.put("schedule", settings.schedule().name());
    facts.put("freeze", settings.freeze().name());
    facts.put("ema_decay", Double.toString(settings.emaDecay()));
    facts.put("augmentation", settings.data().augmentation().toString());
    facts.put("sampling", settings.data().sampling().toString());
    settings
        .distillation()
        .ifPresent(
            from -> {
              facts.put("distillation", from.toString());
              if (!from.files().isEmpty()) {
                facts.put("distillation_sha256", String.join(" ", from.digests()));
              }
            });
    facts.put("best_by", settings.epochs().best().toString());
    if (settings.data().accumulate() > 1) {
      facts.put("accumulate", Integer.toString(settings.data().accumulate()));
    }
    settings.epochs().stopping().ifPresent(rule -> facts.put("stop_early", rule.toString()));
    return facts;
  }
}
