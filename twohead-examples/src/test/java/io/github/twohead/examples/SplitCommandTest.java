package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitCommandTest extends CommandLineFixture {
  @Test
  void should_keep_groups_together_and_every_column() throws IOException {
    Path csv = senders();

    assertThat(split(csv, "--group", "sender", "--stratify", "class", "--seed", "1")).isZero();

    assertThat(printed().lines().map(line -> line.replaceAll(" +", " ").strip()))
        .containsExactly(
            "rows groups class=0 class=1 class=2",
            "train 70 7 24 23 23",
            "val 10 1 3 3 4",
            "test 20 2 7 7 6");
    List<String> train = Files.readAllLines(folder.resolve("out/train.csv"));
    assertThat(train).hasSize(71).startsWith("path,class,sender,note");
    assertThat(train.get(1)).matches("\\.\\./photos/\\d+\\.jpg,\\d,\\d,\"a, b\"");
  }

  @Test
  void should_write_folds_that_train_reads() throws IOException {
    SceneFolder.draw(folder, 30, 1);

    assertThat(split(folder.resolve("train.csv"), "--stratify", "class", "--folds", "3")).isZero();

    assertThat(printed()).contains("fold1/val", "fold3/train");
    String data = folder.resolve("out/fold2").toString();
    String model = folder.resolve("m.twohead").toString();
    assertThat(
            Examples.run(
                "train", "--data", data, "--head", HEAD, "--out", model, "--size=32", "--epochs=1"))
        .isZero();
  }

  @Test
  void should_split_folders_of_classes() throws IOException {
    folders("all", 20);

    assertThat(split(folder.resolve("all"), "--parts", "train=0.75,val=0.25")).isZero();

    assertThat(Files.readAllLines(folder.resolve("out/val.csv")))
        .hasSize(16)
        .contains("path,class")
        .anyMatch(line -> line.matches("\\.\\./all/2/\\d+\\.jpg,2"));
    assertThat(folder.resolve("out/test.csv")).doesNotExist();
    assertThat(complained()).contains("left out 1 files that are not named as images: txt");
  }

  private void folders(String name, int each) throws IOException {
    Path photo = SceneFolder.draw(folder.resolve("drawn"), 5, 1).folder().resolve("train/0000.jpg");
    for (int i = 0; i < 3; i++) {
      Path of = Files.createDirectories(folder.resolve(name).resolve(String.valueOf(i)));
      for (int j = 0; j < each; j++) {
        Files.copy(photo, of.resolve(j + ".jpg"));
      }
    }
    Files.createFile(folder.resolve(name).resolve("0/a.txt"));
  }

  private Path senders() throws IOException {
    List<String> rows = new ArrayList<>(List.of("path,class,sender,note"));
    for (int i = 0; i < 100; i++) {
      rows.add("photos/" + i + ".jpg," + i % 3 + "," + i / 10 + ",\"a, b\"");
    }
    return Files.write(folder.resolve("all.csv"), rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --parts=train=0.8,val=0.1 | --parts must sum to 1, but [0.8, 0.1] sum to 0.9
          --parts=train             | "train" is not NAME=SHARE,..., such as train=0.8,val=0.2
          --parts=a=0.5,a=0.5       | two parts are named "a"
          --parts=a=half,b=0.5      | "half" is not a share, such as 0.8
          --parts=../a=0.5,b=0.5    | is not NAME=SHARE
          --folds=1                 | --folds must be from 2 to 1000, but is 1
          --group=source            | there is no column "source": the columns are [class, sender, note]
          --group=note              | too few groups in the column "note" for 3 parts: 1
          --stratify=sender,kind    | there is no column "kind": the columns are [class, sender, note]
          """)
  void should_say_what_is_wrong_in_one_line(String option, String message) throws IOException {
    assertThat(split(senders(), option)).isEqualTo(2);

    assertOneLine(message);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void should_refuse_parts_beside_folds_and_to_overwrite_what_it_reads() throws IOException {
    Path csv = senders();

    assertThat(split(csv, "--parts", "a=0.5,b=0.5", "--folds", "2")).isEqualTo(2);
    assertOneLine("--parts and --folds exclude each other");
    forget();
    String out = folder.toString();
    assertThat(
            Examples.run(
                "split", "--csv", csv.toString(), "--parts", "all=0.5,b=0.5", "--out", out))
        .isEqualTo(2);
    assertOneLine("all.csv is what is to be split: give another --out");
  }

  @Test
  void should_find_the_path_behind_the_class() throws IOException {
    List<String> rows = new ArrayList<>(List.of("class,file_name,sender"));
    for (int i = 0; i < 20; i++) {
      rows.add(i % 2 + ",photos/" + i + ".jpg," + i / 2);
    }
    Path csv = Files.write(folder.resolve("all.csv"), rows);

    assertThat(split(csv, "--stratify", "class", "--parts", "train=0.5,val=0.5")).isZero();

    assertThat(Files.readAllLines(folder.resolve("out/val.csv")))
        .hasSize(11)
        .startsWith("path,class,sender")
        .element(1)
        .asString()
        .matches("\\.\\./photos/\\d+\\.jpg,\\d,\\d");
  }

  @ParameterizedTest
  @CsvSource({
    "test.csv, --parts=train=0.8;val=0.2",
    "train.csv, --folds=2",
    "fold3/val.csv, --folds=2",
    "fold3/val.csv, --parts=train=0.8;val=0.2",
    "fold1/test.csv, --folds=2",
    "test/0/1.jpg, --parts=train=0.8;val=0.2",
  })
  void should_not_mix_with_another_split(String other, String option) throws IOException {
    Path earlier = folder.resolve("out").resolve(other);
    Files.createDirectories(earlier.getParent());
    Files.writeString(earlier, "x");

    assertThat(split(senders(), option.replace(';', ','))).isEqualTo(2);

    assertOneLine(" is of another split, and train would mix them: remove it, or give another");
    assertThat(folder.resolve("out/val.csv")).doesNotExist();
    assertThat(folder.resolve("out/fold1/val.csv")).doesNotExist();
  }

  @Test
  void should_replace_its_own_files() throws IOException {
    for (int i = 0; i < 2; i++) {
      assertThat(split(senders())).isZero();
    }

    assertThat(split(senders(), "--parts", "train=0.8,val=0.2")).isEqualTo(2);
    assertOneLine("test.csv is of another split");
  }

  @Test
  void should_take_a_file_or_a_folder_but_not_both_or_none() throws IOException {
    String csv = senders().toString();

    assertThat(Examples.run("split", "--csv", csv, "--folder", folder.toString(), "--out", "o"))
        .isEqualTo(2);
    assertOneLine("mutually exclusive");
    forget();
    assertThat(Examples.run("split", "--out", "o")).isEqualTo(2);
    assertOneLine("(--csv=FILE | --folder=DIR)");
  }

  @Test
  void should_train_and_evaluate_on_folders_of_classes() throws IOException {
    for (String part : List.of("train", "val", "test")) {
      SceneFolder.draw(folder.resolve("drawn-" + part), 9, part.hashCode());
      for (int i = 0; i < 9; i++) {
        Path of = Files.createDirectories(folder.resolve(part).resolve(String.valueOf(i % 3)));
        Path photo = folder.resolve("drawn-" + part).resolve("train/000" + i + ".jpg");
        Files.copy(photo, of.resolve(i + ".jpg"));
      }
    }

    assertThat(train(HEAD)).isZero();
    assertThat(
            Examples.run(
                "evaluate",
                "--model",
                folder.resolve("m.twohead").toString(),
                "--folder",
                folder.resolve("test").toString()))
        .isZero();

    assertThat(printed()).contains("on test:");
  }

  @Test
  void should_refuse_to_train_with_a_group_on_both_sides() throws IOException {
    SceneFolder.draw(folder, 15, 1);
    for (String part : List.of("train", "val", "test")) {
      Path csv = folder.resolve(part + ".csv");
      List<String> rows = new ArrayList<>(List.of("path|class|sender"));
      Files.readAllLines(csv).forEach(row -> rows.add(row + "|" + part));
      rows.set(1, rows.get(1).replaceAll("\\|\\w+$", "|ann"));
      Files.write(csv, rows);
    }

    assertThat(train(HEAD, "--group", "sender")).isEqualTo(2);

    assertOneLine(
        "1 group of the column \"sender\" is in two tables; keep each in one: \"ann\" at ");
  }

  private int split(Path photos, String... options) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "split",
                photos.toString().endsWith(".csv") ? "--csv" : "--folder",
                photos.toString()));
    args.addAll(List.of("--out", folder.resolve("out").toString()));
    args.addAll(List.of(options));
    return Examples.run(args.toArray(String[]::new));
  }
}
