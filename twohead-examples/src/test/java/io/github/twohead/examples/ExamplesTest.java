package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.twohead.experiments.RecipeSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExamplesTest extends CommandLineFixture {
  @Test
  void should_train_evaluate_and_predict() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    Path model = folder.resolve("m.twohead");
    Path json = folder.resolve("report.json");
    Path csv = folder.resolve("test.csv");

    assertThat(train(HEAD, "--head", "other=1", "--json", json.toString())).isZero();
    Path scores = folder.resolve("scores.json");
    assertThat(
            Examples.run(
                ("evaluate --model " + model + " --csv " + csv + " --json " + scores).split(" ")))
        .isZero();
    String photo = folder.resolve("test/0000.jpg").toString();
    assertThat(Examples.run("predict", "--model", model.toString(), "--threads", "1", photo))
        .isZero();

    JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    JsonObject epoch = report.getAsJsonArray("epochs").get(0).getAsJsonObject();
    assertThat(epoch.keySet()).contains("loss", "seconds", "images_per_second", "heads");
    assertThat(epoch.getAsJsonObject("heads").getAsJsonObject("screen").keySet())
        .startsWith("images", "positives", "threshold", "precision", "recall", "f1", "accuracy")
        .contains("log_loss", "brier", "ece")
        .endsWith("tp", "fp", "fn", "tn");
    assertThat(report.getAsJsonArray("epochs"))
        .allSatisfy(one -> assertThat(one.getAsJsonObject().get("heads")).isNotNull());
    assertThat(report.getAsJsonObject("test").keySet()).containsExactly("screen", "other");
    JsonObject screen =
        JsonParser.parseString(Files.readString(scores))
            .getAsJsonObject()
            .getAsJsonObject("screen");
    assertThat(screen.getAsJsonObject("intervals").getAsJsonArray("f1")).hasSize(2);
    assertThat(printed())
        .contains(photo + ": screen ")
        .containsPattern("head +precision +recall +F1 +AP +ROC-AUC")
        .containsPattern("screen, from 0.5 on +\\d\\.\\d{3} ")
        .containsPattern("\\d+ images, \\d+ positive, 95 %: +\\d\\.\\d\\d-\\d\\.\\d\\d ");
  }

  @Test
  void should_print_the_schema_of_recipes() {
    assertThat(Examples.run("schema")).isZero();

    assertThat(printed()).isEqualTo(RecipeSchema.json());
  }

  @Test
  void should_say_what_commands_there_are() {
    assertThat(Examples.run("trian")).isEqualTo(2);

    assertOneLine("trian");
  }
}
