package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What someone sees who starts the command line, in JVMs of its own. */
class FirstContactTest {
  private static final String LINE = System.lineSeparator();

  @TempDir Path folder;

  @Test
  void should_print_the_help_without_a_command() throws Exception {
    Child child = Child.examples(folder);

    assertThat(child.exitCode()).isZero();
    assertThat(child.stdout())
        .startsWith("Usage: twohead-examples ")
        .contains("quickstart", "train", "evaluate", "predict", "export");
    assertThat(child.stderr()).isEmpty();
    assertThat(folder.resolve("twohead-quickstart")).doesNotExist();
  }

  @Test
  void should_point_to_the_help_of_what_was_typed() throws Exception {
    assertThat(Child.examples(folder, "trian").stderr())
        .contains("trian")
        .endsWith("try: twohead-examples --help" + LINE);
    assertThat(Child.examples(folder, "train", "--foo").stderr())
        .endsWith("try: twohead-examples train --help" + LINE);
  }

  @Test
  void should_tell_a_line_per_epoch_without_a_terminal() throws Exception {
    Child child =
        Child.examples(
            folder, "quickstart", "--images", "30", "--epochs", "3", "--size", "32", "--out", "q");

    assertThat(child.exitCode()).as(child.stderr()).isZero();
    assertThat(child.stderr()).doesNotContain("\r");
    assertThat(child.stderr().lines().filter(line -> line.startsWith("epoch ")))
        .hasSize(3)
        .allMatch(line -> line.matches("epoch \\d/3 .* \\d+\\.\\d images/s .*"));
    assertThat(child.stderr().lines().filter(line -> line.startsWith("decoding "))).hasSize(1);
  }

  /** What one should know of clean data is no warning, and said all the same. */
  @Test
  void should_tell_what_training_learns_from() throws Exception {
    SceneFolder.draw(folder, 30, 1);
    for (String table : List.of("train.csv", "val.csv")) {
      Path csv = folder.resolve(table);
      Files.writeString(csv, Files.readString(csv).repeat(20));
    }
    String args = "train --data . --head screen=2 --out m --size 32 --epochs 1";

    Child child = Child.examples(folder, (args + " --allow-repeated-rows").split(" "));

    assertThat(child.exitCode()).as(child.stderr()).isZero();
    assertThat(child.stderr().lines())
        .anyMatch(line -> line.matches(" +train: \\d+ rows; screen: \\d+ positive, .* 0 unknown"))
        .anyMatch(line -> line.matches(" +validation: \\d+ rows; screen: \\d+ positive, .*"))
        .anyMatch(line -> line.matches(".*images: \\d+ in memory, 0 in a file in .*"))
        // whether PyTorch is right on this processor is another matter
        .noneMatch(line -> line.contains("WARN io.github.twohead.runtime."));
  }

  /** Each with the words that its complaint must hold. */
  private static final String[][] MISTAKES = {
    {
      "train --data DATA --head screen=2 --out m --head-weight scren=2",
      "--head-weight",
      "\"scren\""
    },
    {"train --data DATA --head screen=2 --out m --threshold scren=.4", "--threshold", "\"scren\""},
    {
      "train --data DATA --head screen=2 --out m --keep-best-by scren=f1",
      "--keep-best-by",
      "\"scren\""
    },
    {
      "train --data DATA --head screen=2 --out m --keep-best-by screen=auc",
      "--keep-best-by",
      "auc",
      "RECALL"
    },
    {
      "train --data DATA --head screen=7 --out m",
      "train: no image is positive for head \"screen\": its classes are 0, 1, 2"
    },
    {
      "train --data DATA --head screen=2/7 --out m",
      "train: no image is negative for head \"screen\": its classes are 0, 1, 2"
    },
    {"train --data DATA --head scr.een=2 --out m", "--head", "scr.een"},
    {"train --data DATA --head screen=2 --out no/such/m", "--out", "no/such"},
    {"train --data DATA --head screen=2 --out m --json no/such/j", "--json", "no/such"},
    {"train --data DATA --head screen=2 --out m --backbone resnet", "--backbone", "resnet"},
    {"train --data DATA --head screen=2 --out m --weights no.pth", "--weights", "no.pth"},
    {"train --data DATA --head screen=2 --out m --device tpu", "--device", "tpu"},
    {"train --data DATA --head screen=2 --out m --normalize maybe", "--normalize", "maybe"},
    {"train --data DATA --head screen=2 --out m --optimizer lion", "--optimizer", "lion", "ADAMW"},
    {"train --data DATA --head screen=2 --out m --schedule fast", "--schedule", "fast", "cosine"},
    {"train --data DATA --head screen=2 --out m --freeze head", "--freeze", "head", "backbone"},
    {"train --data DATA --head screen=2 --out m --epochs 0", "--epochs must be at least 1"},
    {
      "train --data DATA --head screen=2 --out m --batch-size 2",
      "--batch-size must be from 3 to 65536"
    },
    {"train --data DATA --head screen=2 --out m --workers 0", "--workers must be from 1 to 1024"},
    {"train --data DATA --head screen=2 --out m --ema-decay 1.5", "--ema-decay must be between"},
    {"train --data DATA --head screen=2 --out m --freeze -1", "--freeze", "-1"},
    {"train --data DATA --head screen=2 --out m --lr 0", "--learning-rate must be above 0"},
    {"quickstart --epochs 0", "--epochs must be at least 1"},
    {"train --data nowhere --head screen=2 --out m", "--data", "nowhere"},
    {"train --data MOVED --head screen=2 --out m", "train.csv:1: ", "gone.jpg: there is no such"},
    {"train --data UNKNOWN --head screen=2 --out m", "train.csv:2: unknown class \"9\""},
    {"train --data UNKNOWN --head screen=8 --out m", "--head", "\"8\"", "[0, 1, 2]"},
    {"article-table --data DATA --head screen=7", "no image is positive for head \"screen\""},
    {"article-table --data DATA --keep-best-by scren=f1", "--keep-best-by", "\"scren\""},
    {"article-table --data DATA --threshold scren=.4", "--threshold", "\"scren\""},
    {"article-table --data DATA --out DATA/train.csv/table", "--out", "train.csv is not a folder"},
    {"head-cost --csv DATA/test.csv none.twohead", "none.twohead: there is no such file"},
    {"head-cost --csv none.csv DATA/test.csv", "--csv", "none.csv"},
    {"evaluate --model none.twohead --csv DATA/test.csv", "--model", "none.twohead"},
    {"evaluate --model DATA/test.csv --csv none.csv", "--csv", "none.csv"},
    {"evaluate --model DATA/test.csv --csv DATA/test.csv --json no/such/j", "--json", "no/such"},
    {"predict --model none.twohead photo.jpg", "--model", "none.twohead"},
    {"predict --model DATA photo.jpg", "--model", "is a folder"},
    {"export --model DATA/test.csv --out m --format tflight", "--format", "tflight", "onnx"},
    {"export --model none.twohead --out m", "--model", "none.twohead"},
    {"export --model DATA/test.csv --out no/such/m", "--out", "no/such"},
    {"export --model DATA/test.csv --out m --check none.csv", "--check", "none.csv"},
    {
      "export --model DATA/test.csv --out m --calibration-set none.csv",
      "--calibration-set",
      "none.csv"
    },
    {"export --model DATA/test.csv --out m --format tflite-int8", "--calibration-set"},
    {"export --model DATA/test.csv --out m --tolerance 2", "--tolerance must be above 0 and at"},
    {"export --model DATA/test.csv --out m --agreement 98", "--agreement must be from 0 to 1"},
    {"export --model DATA/test.csv --out m --percentile 50", "--percentile must be above 50 and"},
  };

  @Test
  void should_find_wrong_names_before_pytorch_loads() throws Exception {
    SceneFolder.draw(folder.resolve("DATA"), 6, 1);
    data("MOVED", "train/gone.jpg|0\n");
    data("UNKNOWN", "a.jpg|0\nb.jpg|9\n");
    Files.writeString(folder.resolve("UNKNOWN/classes.txt"), "0 paper\n1 other\n2 screen\n");
    String[] args =
        Stream.of(MISTAKES)
            .flatMap(mistake -> Stream.of((mistake[0] + " ;").split(" ")))
            .toArray(String[]::new);
    Path loaded = folder.resolve("loaded.txt");

    Child child =
        Child.run(folder, List.of("-Xlog:class+load:file=" + loaded), Child.Lines.class, args);

    String[] complaints = child.stderr().split("(?m)^> .*$");
    assertThat(complaints).hasSize(MISTAKES.length + 1);
    for (int i = 0; i < MISTAKES.length; i++) {
      assertThat(complaints[i + 1])
          .as(MISTAKES[i][0])
          .startsWith(LINE + "error: ")
          .contains(words(MISTAKES[i]));
    }
    assertThat(Files.readString(loaded))
        .contains(Examples.class.getName())
        .doesNotContain("ai.djl.");
  }

  private static String[] words(String... mistake) {
    return Arrays.copyOfRange(mistake, 1, mistake.length);
  }

  private void data(String name, String rows) throws IOException {
    Path data = Files.createDirectory(folder.resolve(name));
    Files.writeString(data.resolve("train.csv"), rows);
    Files.writeString(data.resolve("val.csv"), rows);
  }
}
