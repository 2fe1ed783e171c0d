package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.twohead.Calibration;
import io.github.twohead.ImageTable;
import io.github.twohead.MultiHeadPredictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TuneCommandTest extends TuneFixture {
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
  void should_tell_which_views_the_threshold_of_a_saved_model_and_its_exports_is_for() {
    String tuned = folder.resolve("tuned.twohead").toString();
    String[] out = {"--rule", "red:f1", "--out", tuned};
    String[] export = {"export", "--model", tuned, "--out", folder.resolve("t.tflite").toString()};
    String[] seen =
        Stream.concat(Stream.of("--views", "flip"), Stream.of(out)).toArray(String[]::new);
    String told = "thresholds chosen for --views mean(2): give it to predict and evaluate";

    assertThat(tune("m.twohead", "val.csv", seen)).isZero();
    assertThat(printed()).contains(told);
    assertThat(Examples.run(export)).isZero();
    assertThat(complained())
        .contains("t.tflite: the thresholds of [red] were chosen for the views");
    forget();

    assertThat(tune("m.twohead", "val.csv", out)).isZero();
    assertThat(printed()).contains("saved to ").doesNotContain("thresholds chosen for");
    assertThat(Examples.run(export)).isZero();
    assertThat(complained()).doesNotContain("views");
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

  @Test
  void should_tell_the_scores_of_the_saved_model_when_training_ends() throws IOException {
    Path report = folder.resolve("report.json");
    Path scores = folder.resolve("scores.json");
    String model = folder.resolve("m.twohead").toString();
    List<String> args = new ArrayList<>(List.of("train", "--data", shared.toString()));
    args.addAll(List.of("--head", "red=dark red,middle red,bright red", "--size", "32"));
    args.addAll(List.of("--epochs", "8", "--batch-size", "10", "--lr", "0.005", "--out", model));
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
