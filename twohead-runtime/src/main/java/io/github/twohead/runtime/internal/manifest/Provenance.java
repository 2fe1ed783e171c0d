package io.github.twohead.runtime.internal.manifest;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.EpochReport;
import io.github.twohead.HeadSpec;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.TrainingReport;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.spi.TrainingConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Where a model's weights came from.
 *
 * @param training the settings of the last training run and how far it was; empty if there was none
 * @param scores the validation counts of the weights by head; empty for weights within an epoch
 * @param classes by head the classes that were positive, then those that were negative
 */
public record Provenance(
    Map<String, String> training,
    Map<String, ConfusionCounts> scores,
    Map<String, List<List<String>>> classes) {

  /** Random weights. */
  public static final Provenance UNTRAINED = new Provenance(Map.of(), Map.of(), Map.of());

  /**
   * Describes a training run.
   *
   * @param report what was done so far
   * @param held the epoch that the weights are of; empty for weights within an epoch
   * @param runtime what ran the training
   */
  public static Provenance of(
      TrainingConfig settings,
      TrainingReport report,
      Optional<EpochReport> held,
      Dataset train,
      HeadLayout layout,
      String runtime) {
    Map<String, String> training = new LinkedHashMap<>();
    training.put("images", Integer.toString(train.size()));
    training.put("epochs", Integer.toString(settings.epochs()));
    training.put("epochs_done", Integer.toString(report.epochs().size()));
    training.put("best_epoch", Integer.toString(report.bestEpoch()));
    held.ifPresent(epoch -> training.put("epoch", Integer.toString(epoch.epoch())));
    training.put("batch_size", Integer.toString(settings.batchSize()));
    training.put("loss", settings.loss().toString());
    training.put("optimizer", settings.optimizer().toString());
    training.put("schedule", settings.schedule().name());
    training.put("freeze", settings.freeze().name());
    training.put("ema_decay", Double.toString(settings.emaDecay()));
    training.put("augmentation", settings.augmentation().toString());
    training.put("best_by", settings.mainHead() + " " + settings.metric());
    training.put("runtime", runtime);
    Map<String, List<List<String>>> classes = new LinkedHashMap<>();
    for (HeadSpec head : layout.heads()) {
      int column = layout.column(head);
      classes.put(head.name(), List.of(classes(train, column, 1), classes(train, column, 0)));
    }
    return new Provenance(
        training, held.map(epoch -> epoch.scores().heads()).orElse(Map.of()), classes);
  }

  /** The labels of training; empty unless every class meant one thing for every head. */
  public Optional<LabelSplitter> labels() {
    LabelSplitter.Builder builder = LabelSplitter.builder();
    for (Map.Entry<String, List<List<String>>> head : classes.entrySet()) {
      List<String> positive = head.getValue().get(0);
      List<String> negative = head.getValue().get(1);
      if (positive.isEmpty() || negative.isEmpty() || !Collections.disjoint(positive, negative)) {
        return Optional.empty();
      }
      HeadSpec spec = HeadSpec.binary(head.getKey());
      builder
          .positive(spec, positive.toArray(String[]::new))
          .negative(spec, negative.toArray(String[]::new));
    }
    return classes.isEmpty() ? Optional.empty() : Optional.of(builder.build());
  }

  private static List<String> classes(Dataset train, int column, float target) {
    TreeSet<String> found = new TreeSet<>();
    for (int i = 0; i < train.size(); i++) {
      LabelledImage row = train.rows().get(i);
      if (train.targets()[i][column] == target) {
        row.imageClass().ifPresent(found::add);
      }
    }
    return new ArrayList<>(found);
  }
}
