package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Recipe;
import io.github.twohead.experiments.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossValidateCommandTest extends CommandLineFixture {

  @BeforeEach
  void draw() throws IOException {
    SceneFolder.draw(folder, 16, 1);
    Files.writeString(
        folder.resolve("scenes.yaml"),
        """
        version: 1
        data: {train: train.csv, validation: val.csv, test: test.csv}
        heads:
          screen: {positive: [2], width: 8}
        preprocessing: {size: 32}
        training: {epochs: 1, batch_size: 8, threads: 1, workers: 1}
        """);
  }

  private int validate(String out, String... options) {
    Stream<String> given =
        Stream.of(
            "cross-validate",
            "--config",
            folder.resolve("scenes.yaml").toString(),
            "--folds",
            "3",
            "--stratify",
            "screen",
            "--out",
            folder.resolve(out).toString());
    return Examples.run(Stream.concat(given, Stream.of(options)).toArray(String[]::new));
  }

  @Test
  void should_tell_scores_keep_answers_and_compare() throws IOException {
    assertThat(validate("plain", "--seeds", "1,2")).isZero();

    assertThat(printed())
        .containsPattern("head +metric +mean +95 % +± folds +± seeds\\R")
        .containsPattern(
            "screen +AP +0\\.\\d{3} +0\\.\\d{3} to \\d\\.\\d{3} +0\\.\\d{3} +0\\.\\d{3}");
    assertThat(complained()).contains("training 6 runs").contains("fold=1 training.seed=1");
    List<String> answers = Files.readAllLines(folder.resolve("plain/out-of-fold-seed2.csv"));
    assertThat(answers.get(0))
        .isEqualTo("path,screen.probability,screen.decision,screen.label,error");
    long photos = Stream.of("train", "val", "test").mapToLong(this::rows).sum();
    assertThat(answers).hasSize((int) photos + 1);
    forget();

    String plain = folder.resolve("plain").toString();
    assertThat(validate("smooth", "--against", plain, "training.label_smoothing=0.3")).isZero();

    assertThat(printed())
        .containsPattern("± seeds +gain +95 %\\R")
        .containsPattern("screen +AP .* [+-]0\\.\\d{3} +-?0\\.\\d{3} to -?\\d\\.\\d{3}\\R");
    forget();

    assertThat(validate("other", "--against", plain, "--split-seed", "9")).isEqualTo(2);

    assertOneLine("tests other images than that of the baseline");
    assertThat(folder.resolve("other")).doesNotExist();
  }

  @Test
  void should_teach_each_fold_by_the_models_of_another_cross_validation() {
    assertThat(validate("large")).isZero();
    String large = folder.resolve("large").toString();

    String[] teacher = {"distillation.temperature=2", "--teacher", large};
    assertThat(validate("small", teacher)).as(complained()).isZero();

    Recipe third = RunFolder.open(folder.resolve("small/fold3-seed42")).recipe();
    assertThat(third.path("distillation.teacher").orElseThrow())
        .hasSameBinaryContentAs(folder.resolve("large/fold3-seed42/model.twohead"));
    assertThat(third.value("distillation.temperature")).hasValue(2.0);
    forget();

    String model = folder.resolve("large/fold3-seed42/model.twohead").toString();
    assertThat(validate("other", "--teacher", model)).isEqualTo(2);

    assertOneLine("--teacher: one teacher of all folds may have learned from the photos");
    assertOneLine("or say --independent-teacher where");
    assertThat(folder.resolve("other")).doesNotExist();
    forget();

    assertThat(validate("other", "backbone.weights=" + model)).isEqualTo(2);

    assertOneLine("is a trained model, which may have learned from the photos that a fold tests");
    assertOneLine("or say --independent-weights where");
    assertThat(folder.resolve("other")).doesNotExist();
    forget();

    String[] declared = {"--independent-weights", "backbone.weights=" + model};
    assertThat(validate("other", declared)).as(complained()).isZero();
  }

  private long rows(String table) {
    try (Stream<String> lines = Files.lines(folder.resolve(table + ".csv"))) {
      return lines.filter(line -> !line.isBlank() && !line.startsWith("path")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --folds 2          | folds must be at least 3
          --seeds 1,1        | seeds must be distinct
          --group sender     | there is no column "sender"
          --stratify garment | there is no column "garment"
          training.epoch=2   | training.epochs
          """)
  void should_say_what_is_wrong_before_anything_trains(String options, String expected) {
    String[] given = options.split(" ");
    String[] all =
        Stream.concat(
                Stream.of(
                    "cross-validate",
                    "--config",
                    folder.resolve("scenes.yaml").toString(),
                    "--out",
                    folder.resolve("cv").toString()),
                Stream.of(given))
            .toArray(String[]::new);

    assertThat(Examples.run(all)).isEqualTo(2);

    assertOneLine(expected);
    assertThat(folder.resolve("cv/fold1-seed42")).doesNotExist();
  }

  @Test
  void should_refuse_an_independence_of_no_teacher() {
    assertThat(validate("alone", "--independent-teacher")).isEqualTo(2);

    assertOneLine("--independent-teacher needs --teacher");
  }
}
