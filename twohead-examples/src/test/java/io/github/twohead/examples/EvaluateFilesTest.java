package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.Views;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of answers beside scores. */
class EvaluateFilesTest extends CommandLineFixture {
  private static final HeadSpec SCREEN = HeadSpec.builder("screen").width(8).build();
  private static final HeadSpec KIND =
      HeadSpec.builder("kind").categories(List.of("a", "b")).width(8).build();

  private Path model;
  private Path csv;

  @BeforeEach
  void draw() throws IOException {
    model = folder.resolve("m.twohead");
    make(SCREEN, KIND);
    StringBuilder rows = new StringBuilder("path,screen,kind\n");
    String[] labels = {"1,a", "0,b", ",a", "1,"};
    for (int i = 0; i < labels.length; i++) {
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i, i, 0xFFFFFF);
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
      rows.append(i).append(".png,").append(labels[i]).append('\n');
    }
    csv = Files.writeString(folder.resolve("test.csv"), rows);
  }

  private void make(HeadSpec... heads) {
    try (MultiHeadModel made =
        MultiHeadModel.builder()
            .heads(heads)
            .preprocessing(Preprocessing.standard().size(32))
            .device(Device.cpu())
            .build()) {
      made.save(model);
    }
  }

  private int evaluate(Path out) {
    return Examples.run(
        "evaluate", "--model", "" + model, "--csv", "" + csv, "--out", out.toString());
  }

  @Test
  void should_write_answers_and_labels_as_csv() throws IOException {
    Path out = folder.resolve("answers.csv");

    assertThat(evaluate(out)).isZero();

    List<String> lines = Files.readAllLines(out);
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0))
        .isEqualTo(
            "path,screen.probability,screen.decision,screen.label,kind.probability.a,"
                + "kind.probability.b,kind.decision,kind.label,error");
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(model)) {
      for (int i = 0; i < 4; i++) {
        List<String> fields = List.of(lines.get(i + 1).split(",", -1));
        double expected =
            predictor.predict(folder.resolve(i + ".png")).head("screen").probability();
        assertThat(fields.get(0)).isEqualTo(i + ".png");
        assertThat(Double.parseDouble(fields.get(1))).isCloseTo(expected, within(1e-6));
      }
    }
    assertThat(lines.subList(1, 5))
        .extracting(line -> line.split(",", -1)[3])
        .containsExactly("1", "0", "", "1");
    assertThat(lines.subList(1, 5))
        .extracting(line -> line.split(",", -1)[7])
        .containsExactly("a", "b", "a", "");
    assertThat(printed()).contains("screen");
  }

  @Test
  void should_answer_by_several_models_and_views() throws IOException {
    // given
    Path first = Files.copy(model, folder.resolve("first.twohead"));
    make(KIND, SCREEN);
    Path out = folder.resolve("answers.csv");
    String[] models = {"--model", "" + first, "--model", "" + model, "--views", "flip"};
    String[] evaluate = {"evaluate", "--csv", "" + csv, "--out", "" + out};
    String[] predict = {"predict", folder.resolve("0.png").toString()};

    // when
    assertThat(Examples.run(joined(evaluate, models))).isZero();
    assertThat(Examples.run(joined(predict, models))).isZero();

    // then
    double sum = 0;
    for (Path one : List.of(first, model)) {
      try (MultiHeadPredictor predictor =
          MultiHeadPredictor.builder().views(Views.flipped()).open(one)) {
        sum += predictor.predict(folder.resolve("0.png")).head("screen").probability();
      }
    }
    List<String> lines = Files.readAllLines(out);
    assertThat(Double.parseDouble(lines.get(1).split(",", -1)[1])).isCloseTo(sum / 2, within(1e-6));
    assertThat(printed()).contains(String.format(Locale.ROOT, "0.png: screen no (%.3f)", sum / 2));
  }

  private static String[] joined(String[] command, String[] options) {
    return Stream.of(command, options).flatMap(Stream::of).toArray(String[]::new);
  }

  @Test
  void should_write_answers_and_labels_as_lines_of_json() throws IOException {
    Path out = folder.resolve("answers.jsonl");

    assertThat(evaluate(out)).isZero();

    List<JsonObject> heads =
        Files.readAllLines(out).stream()
            .map(line -> JsonParser.parseString(line).getAsJsonObject().getAsJsonObject("heads"))
            .toList();
    assertThat(heads).hasSize(4);
    assertThat(heads.get(0).getAsJsonObject("screen").get("label").getAsBoolean()).isTrue();
    assertThat(heads.get(1).getAsJsonObject("kind").get("label").getAsString()).isEqualTo("b");
    assertThat(heads.get(2).getAsJsonObject("screen").has("label")).isFalse();
    assertThat(heads.get(3).getAsJsonObject("kind").has("label")).isFalse();
  }

  @Test
  void should_go_on_where_a_labelled_photo_cannot_be_read_and_say_so() throws IOException {
    Files.writeString(folder.resolve("1.png"), "no image");
    Path out = folder.resolve("answers.csv");

    assertThat(evaluate(out)).isEqualTo(2);

    List<List<String>> rows =
        Files.readAllLines(out).stream().map(line -> List.of(line.split(",", -1))).toList();
    assertThat(rows)
        .extracting(row -> row.get(0))
        .containsExactly("path", "0.png", "1.png", "2.png", "3.png");
    assertThat(rows.get(2).get(1)).isEmpty();
    assertThat(rows.get(2).get(3)).isEqualTo("0");
    assertThat(rows.get(2).get(7)).isEqualTo("b");
    assertThat(rows.get(2).get(8)).contains("it is not a JPEG");
    assertThat(rows.get(3).get(8)).isEmpty();
    assertThat(printed()).contains("left out: 1 that could not be read");
    assertThat(complained()).contains("1 have no answer: " + out + " says why");
    forget();

    assertThat(Examples.run("evaluate", "--model", "" + model, "--csv", "" + csv)).isEqualTo(2);

    assertThat(complained()).contains("1.png");
  }

  @Test
  void should_write_photos_that_no_head_knows_and_say_that_they_are_left_out() throws IOException {
    Files.writeString(folder.resolve("gone.txt"), "no image");
    csv =
        Files.writeString(
            folder.resolve("odd.csv"),
            "sender,kind,path,screen\na,,./gone.txt,\nb,a,sub/../0.png,1\nc,,3.png,\nd,b,2.png,0\n");
    Path out = folder.resolve("answers.csv");

    assertThat(evaluate(out)).isEqualTo(2);

    List<List<String>> rows =
        Files.readAllLines(out).stream().map(line -> List.of(line.split(",", -1))).toList();
    assertThat(rows)
        .extracting(row -> row.get(0))
        .containsExactly("path", "./gone.txt", "sub/../0.png", "3.png", "2.png");
    assertThat(rows)
        .extracting(row -> row.get(3))
        .containsExactly("screen.label", "", "1", "", "0");
    assertThat(rows.get(1).get(8)).contains("it is not a JPEG");
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(model)) {
      double expected = predictor.predict(folder.resolve("3.png")).head("screen").probability();
      assertThat(Double.parseDouble(rows.get(3).get(1))).isCloseTo(expected, within(1e-6));
    }
    assertThat(complained())
        .contains("no head knows 2 images: they are left out")
        .contains("1 have no answer: " + out + " says why");
  }

  @Test
  void should_say_what_it_leaves_out_of_folders() throws IOException {
    for (int i = 0; i < 3; i++) {
      Path of = Files.createDirectories(folder.resolve("classes").resolve(String.valueOf(i)));
      for (int j = 0; j < 12; j++) {
        Files.copy(folder.resolve(i + ".png"), of.resolve(j + ".png"));
      }
    }
    Files.createFile(folder.resolve("classes/0/notes.txt"));
    String[] heads = {"--head", "screen=0/1"};
    make(SCREEN);
    String[][] commands = {{"evaluate"}, {"tune", "--rule", "screen:f1"}};

    for (String[] command : commands) {
      forget();
      List<String> args = new ArrayList<>(List.of(command));
      args.addAll(List.of("--model", "" + model, "--folder", "" + folder.resolve("classes")));
      args.addAll(List.of(heads));
      int code = Examples.run(args.toArray(String[]::new));
      assertThat(code).as(complained()).isZero();

      assertThat(complained())
          .contains("no head knows 12 images of the classes 2: they are left out")
          .contains("left out 1 files that are not named as images: txt");
    }
  }

  @Test
  void should_find_a_file_that_cannot_be_written_before_anything_is_evaluated() throws IOException {
    Path out = folder.resolve("taken.csv");
    Files.createDirectories(folder.resolve("taken.csv.part/in"));

    assertThat(evaluate(out)).isEqualTo(2);

    assertOneLine("taken.csv cannot be written: ");
    assertThat(printed()).isEmpty();
  }
}
