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

/** What the README says; {@link GuidesTest} keeps its code the same. */
class ReadmeTest {
  @Test
  void should_train_and_predict_as_the_readme_says(@TempDir Path folder) throws IOException {
    SceneFolder.draw(folder, 30, 1);

    Documents.main(new String[] {folder.toString(), folder.resolve("test/0002.jpg").toString()});

    assertThat(folder.resolve("documents.twohead")).isNotEmptyFile();
  }

  @Test
  void should_train_the_recipe_of_the_readme(@TempDir Path folder) throws IOException {
    SceneFolder.draw(folder, 30, 1);
    String recipe = Guides.blocks(Guides.PROJECT.resolve("README.md"), "yaml").get(0);
    Path yaml = Files.writeString(folder.resolve("documents.yaml"), recipe);
    String runs = folder.resolve("runs").toString();

    assertThat(Examples.run("train", "--config", yaml.toString(), "--runs", runs)).isZero();
    ReadmeExample.recipe(folder);

    assertThat(recipe.lines()).hasSizeLessThan(25);
    try (MultiHeadPredictor saved = MultiHeadPredictor.open(folder.resolve("documents.twohead"));
        MultiHeadPredictor phone = MultiHeadPredictor.open(folder.resolve("documents.tflite"))) {
      assertThat(saved.provenance().settings())
          .containsEntry("epochs_done", "9")
          .containsEntry("best_by", "screen F1");
      assertThat(phone.provenance().recipe()).isEqualTo(saved.provenance().recipe()).isPresent();
    }
  }

  @Test
  void should_train_both_kinds_of_heads_as_the_readme_says(@TempDir Path folder)
      throws IOException {
    SceneFolder.draw(folder, 90, 1);

    ReadmeExample.papers(folder, folder.resolve("test/0002.jpg"));

    try (MultiHeadPredictor papers = MultiHeadPredictor.open(folder.resolve("papers.tflite"))) {
      assertThat(papers.heads()).extracting(HeadSpec::name).containsExactly("screen", "kind");
      assertThat(papers.threshold("screen")).isNotEqualTo(0.5);
    }
  }

  @Test
  void should_split_as_the_readme_says(@TempDir Path folder) throws IOException {
    List<String> rows = new ArrayList<>(List.of("path,class,sender"));
    for (int i = 0; i < 60; i++) {
      rows.add(i + ".jpg," + i % 3 + "," + i / 5);
    }
    Files.write(folder.resolve("photos.csv"), rows);
    HeadSpec screen = HeadSpec.binary("screen");
    HeadSpec other = HeadSpec.binary("not_document");
    LabelSplitter labels = LabelSplitter.builder().positive(screen, 2).positive(other, 1).build();

    List<ImageTable> parts = ReadmeExample.split(folder, labels, screen, other);

    assertThat(parts).extracting(part -> part.images().size()).containsExactly(40, 10, 10);
    ImageTable.checkDisjoint("sender", parts.toArray(ImageTable[]::new));
  }

  @Test
  void should_train_and_export_as_the_readme_says(@TempDir Path folder) throws IOException {
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
      TrainingReport report = ReadmeExample.recipe(model).epochs(4).fit(train, validation);
      ReadmeExample.evaluate(model, validation);
      ThresholdChoice choice = ReadmeExample.tune(model, train); // for validation is too small
      ExportReport export = ReadmeExample.export(model, train, validation, folder);

      assertThat(report.epochs()).hasSize(4);
      assertThat(model.threshold("screen")).isEqualTo(choice.threshold());
      assertThat(folder.resolve("documents.tflite")).hasSize(export.bytes());
    }
  }
}
