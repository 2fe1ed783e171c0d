package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.ExportReport;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.ThresholdChoice;
import io.github.twohead.TrainingReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What choosing, your-own-folder, evaluation, thresholds and exporting show happens; {@link
 * GuidesTest} keeps their code the same.
 */
class GuideStepsTest {
  @Test
  void should_train_both_kinds_of_heads(@TempDir Path folder) throws IOException {
    SceneFolder.draw(folder, 90, 1);

    GuideSteps.papers(folder, folder.resolve("test/0002.jpg"));

    try (MultiHeadPredictor papers = MultiHeadPredictor.open(folder.resolve("papers.tflite"))) {
      assertThat(papers.heads()).extracting(HeadSpec::name).containsExactly("screen", "kind");
      assertThat(papers.threshold("screen")).isNotEqualTo(0.5);
    }
  }

  @Test
  void should_split_by_sender(@TempDir Path folder) throws IOException {
    List<String> rows = new ArrayList<>(List.of("path,class,sender"));
    for (int i = 0; i < 60; i++) {
      rows.add(i + ".jpg," + i % 3 + "," + i / 5);
    }
    Files.write(folder.resolve("photos.csv"), rows);
    HeadSpec screen = HeadSpec.binary("screen");
    HeadSpec other = HeadSpec.binary("not_document");
    LabelSplitter labels = LabelSplitter.builder().positive(screen, 2).positive(other, 1).build();

    List<ImageTable> parts = GuideSteps.split(folder, labels, screen, other);

    assertThat(parts).extracting(part -> part.images().size()).containsExactly(40, 10, 10);
    ImageTable.checkDisjoint("sender", parts.toArray(ImageTable[]::new));
  }

  @Test
  void should_train_evaluate_tune_and_export(@TempDir Path folder) throws IOException {
    SceneFolder.draw(folder, 30, 1);
    HeadSpec screen = HeadSpec.binary("screen");
    LabelSplitter labels = LabelSplitter.builder().positive(screen, 2).build();
    ImageTable train = ImageTable.readCsv(folder.resolve("train.csv"), labels);
    ImageTable validation = ImageTable.readCsv(folder.resolve("val.csv"), labels);
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .heads(screen)
            .preprocessing(Preprocessing.standard().size(32))
            .build()) {
      TrainingReport report = GuideSteps.recipe(model).epochs(4).fit(train, validation);
      GuideSteps.evaluate(model, validation);
      ThresholdChoice choice = GuideSteps.tune(model, train); // for validation is too small
      ExportReport export = GuideSteps.export(model, train, validation, folder);

      assertThat(report.epochs()).hasSize(4);
      assertThat(model.threshold("screen")).isEqualTo(choice.threshold());
      assertThat(folder.resolve("documents.tflite")).hasSize(export.bytes());
    }
  }
}
