package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.twohead.Augmentation;
import io.github.twohead.Calibration;
import io.github.twohead.ExportFormat;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Optimizer;
import io.github.twohead.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuneCommandTest extends CommandLineFixture {
  private static final HeadSpec RED = HeadSpec.builder("red").width(8).build();
  private static final HeadSpec SHADE =
      HeadSpec.builder("shade").width(8).categories(List.of("dark", "middle", "bright")).build();
  private static final LabelSplitter LABELS =
      LabelSplitter.builder()
          .positive(RED, "dark red", "middle red", "bright red")
          .category(SHADE, "dark", "dark red", "dark grey")
          .category(SHADE, "middle", "middle red", "middle grey")
          .category(SHADE, "bright", "bright red", "bright grey")
          .build();

  @TempDir static Path shared;

  /** A model of a yes/no and a categorical head, trained a little, and photos to tune it on. */
  @BeforeAll
  static void train() throws IOException {
    ImageTable train = ImageTable.readCsv(draw("train", 60, 1), LABELS);
    ImageTable validation = ImageTable.readCsv(draw("val", 60, 2), LABELS);
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .heads(RED, SHADE)
            .preprocessing(Preprocessing.standard().size(32))
            .build()) {
      model
          .trainer()
          .epochs(8)
          .batchSize(10)
          .optimizer(Optimizer.adam(0.005))
          .augmentation(Augmentation.none())
          .fit(train, validation);
      model.save(shared.resolve("m.twohead"));
      model.exporter().format(ExportFormat.ONNX).write(shared.resolve("m.onnx"));
    }
    draw("few", 9, 3);
  }

  /** Noise whose red and brightness vary; which is which is not always certain. */
  private static Path draw(String name, int count, long seed) throws IOException {
    Random random = new Random(seed);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean red = i % 2 == 0;
      int shade = i % 3;
      int level = 50 + 60 * shade + random.nextInt(-30, 31);
      int more = (red ? 50 : 0) + random.nextInt(-40, 41);
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 32 * 32; pixel++) {
        int value = level + random.nextInt(-10, 11);
        int rgb = Math.min(255, Math.max(0, value + more)) << 16 | value << 8 | value;
        image.setRGB(pixel % 32, pixel / 32, rgb);
      }
      String file = name + i + ".png";
      ImageIO.write(image, "png", shared.resolve(file).toFile());
      rows.add(file + "|" + SHADE.categories().get(shade) + (red ? " red" : " grey"));
    }
    return Files.write(shared.resolve(name + ".csv"), rows);
  }

  private static int tune(String model, String csv, String... options) {
    List<String> args =
        new ArrayList<>(List.of("tune", "--model", file(model), "--csv", file(csv)));
    args.addAll(List.of(options));
    return Examples.run(args.toArray(String[]::new));
  }

  private static String file(String name) {
    return shared.resolve(name).toString();
  }

  @Test
  void should_save_what_it_chose_and_print_what_that_gives() {
    Path out = folder.resolve("tuned.twohead");

    int code =
        tune(
            "m.twohead",
            "val.csv",
            "--rule",
            "red:recall>=0.8",
            "--calibrate",
            "platt",
            "--out",
            out.toString());

    assertThat(complained()).isEmpty();
    assertThat(code).isZero();
    assertThat(printed())
        .contains("red (60 images, 30 positive)", "shade (60 images)")
        .containsPattern("threshold +0\\.5 +0\\.\\d+")
        .containsPattern("calibration +none +[0-9.]+·logit [+−] [0-9.]+")
        .containsPattern("calibration +none +temperature [0-9.]+")
        .containsPattern("log loss +0\\.\\d{3} \\(0\\.\\d{3} to \\d\\.\\d{3}\\)")
        .contains("threshold by recall>=0.8, on resamples ", "saved to " + out);
    try (MultiHeadPredictor tuned = MultiHeadPredictor.open(out)) {
      assertThat(tuned.threshold("red")).isNotEqualTo(0.5);
      assertThat(printed()).contains(" " + tuned.threshold("red") + System.lineSeparator());
      assertThat(tuned.calibration("red").offset()).isNotZero();
      assertThat(tuned.calibration("shade")).isNotEqualTo(Calibration.none());
      double recall =
          tuned
              .evaluate(ImageTable.readCsv(shared.resolve("val.csv"), LABELS))
              .head("red")
              .counts()
              .recall();
      assertThat(recall).isGreaterThanOrEqualTo(0.8);
    }
  }

  @Test
  void should_tell_which_views_the_threshold_of_a_saved_model_is_for() {
    String[] out = {"--rule", "red:f1", "--out", folder.resolve("tuned.twohead").toString()};
    String[] seen =
        Stream.concat(Stream.of("--views", "flip"), Stream.of(out)).toArray(String[]::new);
    String told = "thresholds chosen for --views mean(2): give it to predict and evaluate";

    assertThat(tune("m.twohead", "val.csv", seen)).isZero();
    assertThat(printed()).contains(told);
    forget();

    assertThat(tune("m.twohead", "val.csv", out)).isZero();
    assertThat(printed()).contains("saved to ").doesNotContain("thresholds chosen for");
  }

  @Test
  void should_print_the_thresholds_of_an_export_alone() {
    assertThat(tune("m.onnx", "val.csv", "--rule", "red:f1")).isZero();

    assertThat(printed()).contains("threshold by f1").doesNotContain("saved");
  }

  @Test
  void should_choose_a_threshold_of_several_models_that_predict_and_evaluate_take()
      throws IOException {
    String[] together = {"--model", file("m.onnx"), "--views", "flip"};
    Path report = folder.resolve("tuned.json");
    String[] rule = {"--rule", "red:recall>=0.8", "--json", report.toString()};

    String[] all = Stream.of(together, rule).flatMap(Stream::of).toArray(String[]::new);
    assertThat(tune("m.twohead", "val.csv", all)).as(complained()).isZero();

    double chosen = json(report).getAsJsonObject("thresholds").get("red").getAsDouble();
    assertThat(chosen).isNotEqualTo(0.5);
    assertThat(printed())
        .contains("For predict and evaluate: --views mean(2) --threshold red=" + chosen);
    Path scores = folder.resolve("scores.json");
    assertThat(
            Examples.run(
                "evaluate",
                "--model",
                file("m.twohead"),
                "--model",
                file("m.onnx"),
                "--views",
                "mean(2)",
                "--threshold",
                "red=" + chosen,
                "--csv",
                file("val.csv"),
                "--json",
                scores.toString()))
        .isZero();
    JsonObject found = json(scores).getAsJsonObject("red");
    JsonObject told = json(report).getAsJsonObject("after").getAsJsonObject("red");
    for (String key : List.of("threshold", "tp", "fp", "fn", "tn")) {
      assertThat(told.get(key)).as(key).isEqualTo(found.get(key));
    }
  }

  @Test
  void should_refuse_to_write_or_calibrate_what_several_models_answer() {
    String[] out = {"--model", file("m.twohead"), "--rule", "red:f1", "--out", file("x.twohead")};
    assertThat(tune("m.twohead", "val.csv", out)).isEqualTo(2);
    assertOneLine("--out: several models answer together, which no file holds");
    forget();

    assertThat(tune("m.twohead", "val.csv", "--model", file("m.twohead"), "--calibrate", "platt"))
        .isEqualTo(2);
    assertOneLine("--calibrate: several models answer together");
  }

  @Test
  void should_calibrate_the_heads_that_it_can() throws IOException {
    List<String> rows = new ArrayList<>(Files.readAllLines(shared.resolve("val.csv")));
    rows.replaceAll(row -> row.replace("bright", "dark").replace("middle", "dark"));
    Files.write(shared.resolve("onlydark.csv"), rows);

    assertThat(tune("m.twohead", "onlydark.csv", "--calibrate", "temperature")).isZero();

    assertThat(complained().lines())
        .containsExactly(
            "warning: calibration of head \"shade\" by temperature needs at least 10 images outside"
                + " of the most frequent category, but there are 0; it stays");
  }

  @ParameterizedTest
  @CsvSource({
    "--rule, red, '\"red\" is not name:rule, such as screen:recall>=0.9'",
    "--rule, red:best, 'a rule must be f1, youden, or, with your own number'",
    "--rule, red:recall>=9, recall must be above 0 and at most 1",
    "--rule, re d:f1, a head's name must be",
    "--rule, rd:f1, '--rule: there is no head \"rd\"; the heads are [red, shade]'",
    "--rule, shade:f1, '--rule: head \"shade\" has no threshold: its answer is a category'",
    "--calibrate, isotonic, 'must be temperature or platt, but is \"isotonic\"'",
    "--out, x.onnx, let its name end in .twohead",
  })
  void should_refuse_a_wrong_option(String option, String value, String expected) {
    assertThat(tune("m.twohead", "val.csv", option, value)).isEqualTo(2);

    assertOneLine(expected);
  }

  @Test
  void should_tell_how_labels_in_columns_are_given() throws IOException {
    Files.writeString(shared.resolve("columns.csv"), "red,path,shade\n1,val0.png,dark\n");

    assertThat(tune("m.twohead", "columns.csv", "--rule", "red:f1")).isEqualTo(2);

    assertOneLine("labels are in columns here: give --head red --head shade:dark/middle/bright");
  }

  @Test
  void should_refuse_what_makes_no_sense_before_it_opens_the_model() throws IOException {
    Files.writeString(shared.resolve("broken.twohead"), "");
    Files.writeString(shared.resolve("broken.tflite"), "");

    tune("broken.twohead", "val.csv");
    assertOneLine("give --rule NAME:RULE or --calibrate METHOD");
    forget();
    tune("broken.twohead", "val.csv", "--rule", "red:f1", "--rule", "red:youden");
    assertOneLine("--rule: head \"red\" has one threshold, but is given the rules f1 and youden");
    forget();
    tune("broken.tflite", "val.csv", "--calibrate", "platt");
    assertOneLine("--calibrate: " + file("broken.tflite") + " is an exported file");
    forget();
    tune("broken.tflite", "val.csv", "--rule", "red:f1", "--out", file("x.twohead"));
    assertOneLine("tune the saved model (.twohead) and export it again");
  }

  @Test
  void should_refuse_photos_that_are_too_few() {
    assertThat(tune("m.twohead", "few.csv", "--calibrate", "temperature")).isEqualTo(2);

    assertOneLine(
        "calibration of head \"red\" by temperature needs at least 10 positive and 10 negative"
            + " images, but there are 5 positive and 4 negative ones");
  }

  @Test
  void should_write_nothing_where_a_rule_cannot_be_kept() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      for (String color : List.of("red", "grey")) {
        // copies, for a photo of two labels is a contradiction
        Path copy = shared.resolve(color + i + ".png");
        Files.copy(shared.resolve("val" + i + ".png"), copy);
        rows.add(copy.getFileName() + "|dark " + color);
      }
    }
    Files.write(shared.resolve("both.csv"), rows);
    Path out = folder.resolve("tuned.twohead");

    // each photo is listed as both
    assertThat(
            tune("m.twohead", "both.csv", "--rule", "red:precision>=0.9", "--out", out.toString()))
        .isEqualTo(2);

    assertOneLine(
        "cannot keep precision>=0.9 on these 60 images: the best there is has a precision");
    assertThat(out).doesNotExist();
  }

  @Test
  void should_tell_the_scores_of_the_saved_model_when_training_ends() throws IOException {
    Path report = folder.resolve("report.json");
    Path scores = folder.resolve("scores.json");
    String model = folder.resolve("m.twohead").toString();
    List<String> args = new ArrayList<>(List.of("train", "--data", shared.toString()));
    args.addAll(List.of("--head", "red=dark red,middle red,bright red", "--size", "32"));
    args.addAll(List.of("--epochs", "8", "--batch", "10", "--lr", "0.005", "--out", model));
    args.addAll(
        List.of("--rule", "red:recall>=0.9", "--calibrate", "platt", "--json", "" + report));

    assertThat(Examples.run(args.toArray(String[]::new))).isZero();

    String saved = printed();
    assertThat(
            Examples.run(
                "evaluate", "--model", model, "--csv", file("val.csv"), "--json", "" + scores))
        .isZero();
    JsonObject told = json(report).getAsJsonObject("validation").getAsJsonObject("red");
    JsonObject found = json(scores).getAsJsonObject("red");
    for (String key : List.of("threshold", "tp", "fp", "fn", "tn")) {
      assertThat(told.get(key)).as(key).isEqualTo(found.get(key));
    }
    assertThat(json(report).getAsJsonObject("calibrations").keySet()).containsExactly("red");
    assertThat(json(report).getAsJsonObject("thresholds").get("red"))
        .isEqualTo(told.get("threshold"));
    assertThat(told.get("threshold").getAsDouble()).isNotEqualTo(0.5);
    assertThat(saved).contains("red, from ").doesNotContain("red, from 0.5 on");
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  @Test
  void should_choose_when_training_ends() throws IOException {
    SceneFolder.draw(folder, 30, 1);

    assertThat(train(HEAD, "--rule", "screen:recall>=0.9", "--calibrate", "temperature")).isZero();

    assertThat(printed()).contains("screen recall>=0.9: threshold ", "; only 2 positive and 4 ");
    forget();
    assertThat(train(HEAD, "--rule", "scren:f1")).isEqualTo(2);
    assertOneLine("--rule: there is no head \"scren\"; the heads are [screen]");
  }
}
