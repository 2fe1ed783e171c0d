package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Augmentation;
import io.github.twohead.EarlyStopping;
import io.github.twohead.EpochSelection;
import io.github.twohead.Freeze;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.LearningRateTest;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Optimizer;
import io.github.twohead.Preprocessing;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeSetting;
import io.github.twohead.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The code of docs/training.md, and what it calls settings. */
class TrainingGuideTest {
  @TempDir Path folder;
  private final HeadSpec screen = HeadSpec.builder("screen").width(8).build();
  private ImageTable train;
  private ImageTable validation;

  @BeforeEach
  void draw() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    LabelSplitter labels = LabelSplitter.builder().positive(screen, 2).build();
    train = ImageTable.readCsv(folder.resolve("train.csv"), labels);
    validation = ImageTable.readCsv(folder.resolve("val.csv"), labels);
  }

  private static String guide() throws IOException {
    return Files.readString(Path.of("../docs/training.md")).replace("\r", "");
  }

  private MultiHeadModel model() {
    return MultiHeadModel.builder()
        .heads(screen)
        .preprocessing(Preprocessing.standard().size(32))
        .build();
  }

  private void assertTrains(Trainer trainer) {
    assertThat(trainer.fit(train, validation).epochs()).isNotEmpty();
  }

  @Test
  void should_name_every_setting_of_how_weights_change() throws IOException {
    Set<String> shown = found("`(training\\.[a-z_]+)`");
    Set<String> known =
        Recipe.settings().stream().map(RecipeSetting::key).collect(Collectors.toSet());

    assertThat(known).containsAll(shown);
    assertThat(shown).hasSizeGreaterThan(15);
    CommandLine command = new CommandLine(new TrainCommand());
    assertThat(command.getCommandSpec().optionsMap().keySet()).containsAll(found("`(--[a-z-]+)`"));
  }

  private static Set<String> found(String pattern) throws IOException {
    return Pattern.compile(pattern)
        .matcher(guide())
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void should_train_from_pretrained_weights() {
    try (MultiHeadModel model = model()) {
      // guide begins
      Trainer fine =
          model
              .trainer()
              .optimizer(Optimizer.adamW(1e-3).stageDecay(0.8).clipNorm(1))
              .schedule(LearningRateSchedule.cosine().warmup(0.5))
              .emaDecay(0.9);
      // guide ends
      assertTrains(fine.epochs(2));
    }
  }

  @Test
  void should_train_heads_first() {
    try (MultiHeadModel model = model()) {
      // guide begins
      Trainer heads =
          model
              .trainer()
              .freeze(Freeze.backbone().unfreezeAt(4)) // only the heads learn in epochs 1 to 3
              .augmentation(Augmentation.none());
      // guide ends
      assertTrains(heads.epochs(4));
    }
  }

  @Test
  void should_train_until_it_gets_no_better() {
    try (MultiHeadModel model = model()) {
      // guide begins
      Trainer patient =
          model
              .trainer()
              .epochs(20)
              .batchSize(16)
              .accumulate(2) // steps of 32 images, 16 at once
              .optimizer(Optimizer.sgd(0.05).momentum(0.9).nesterov())
              .schedule(LearningRateSchedule.plateau(EpochSelection.byLoss(), 0.1, 2))
              .stopEarly(EarlyStopping.by(screen, Metric.F1).patience(5).minGain(0.001))
              .keep(EpochSelection.by(screen, Metric.F1).smoothed(3));
      // guide ends
      assertTrains(patient);
    }
  }

  @Test
  void should_test_learning_rates() {
    try (MultiHeadModel model = model()) {
      // guide begins
      LearningRateTest test =
          model.trainer().optimizer(Optimizer.adamW(1e-3)).learningRateTest(train);
      System.out.println(test); // suggested learning rate 1.2e-03: a tenth of 1.2e-02, where …
      // guide ends

      assertThat(test.suggested()).isPositive();
    }
  }
}
