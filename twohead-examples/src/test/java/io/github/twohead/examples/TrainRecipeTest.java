package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.twohead.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code train} makes of a recipe. */
class TrainRecipeTest extends CommandLineFixture {
  private static final String RECIPE =
      """
      version: 1
      data: {train: train.csv, validation: val.csv}
      heads:
        screen: {positive: [2], negative: [0, 1], width: 32}
      preprocessing: {size: 32}
      training: {epochs: 2, threads: 1, workers: 1}
      export: {model: m.twohead, onnx: m.onnx}
      """;

  @BeforeEach
  void draw() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    Files.writeString(folder.resolve("documents.yaml"), RECIPE);
  }

  private int run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(1, List.of("--runs", path("runs")));
    return Examples.run(all.toArray(String[]::new));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void should_train_export_and_train_again_alike() throws IOException {
    assertThat(run("train", "--config", path("documents.yaml"), "--json", path("1.json"))).isZero();
    assertThat(folder.resolve("m.twohead")).isNotEmptyFile();
    assertThat(folder.resolve("m.onnx")).isNotEmptyFile();

    String[] again = {"--data", folder.toString(), "--json", path("2.json")};
    List<String> args = new ArrayList<>(List.of("train", "--like", path("m.twohead")));
    args.addAll(List.of("--out", path("n.twohead")));
    args.addAll(List.of(again));
    assertThat(run(args.toArray(String[]::new))).as(complained()).isZero();

    assertThat(losses("2.json")).hasSize(2).isEqualTo(losses("1.json"));
    assertThat(complained()).doesNotContain("--like");

    Path table = folder.resolve("train.csv");
    List<String> rows = Files.readAllLines(table);
    Files.write(table, rows.subList(0, rows.size() - 1));
    args.add("training.epochs=1");
    assertThat(run(args.toArray(String[]::new))).isZero();
    assertThat(complained())
        .contains("--like: the table train is not the one that the model was trained on")
        .doesNotContain("the table validation");
  }

  @Test
  void should_score_the_test_and_choose_thresholds_by_views() throws IOException {
    String[] options = {"--views", "10", "--rule", "screen:f1", "--json", path("train.json")};
    assertThat(train(HEAD, options)).as(complained()).isZero();
    assertThat(printed())
        .contains("; on validation, one view of each photo:")
        .contains("thresholds chosen for --views mean(10): give it to predict and evaluate");
    String[] export = {"export", "--model", path("m.twohead"), "--out", path("m.tflite")};
    assertThat(Examples.run(export)).isZero();
    assertThat(complained()).contains("[screen] were chosen for the views mean(10)");

    String[] args = {"evaluate", "--model", path("m.twohead"), "--csv", path("test.csv")};
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--views", "10", "--json", path("evaluate.json")));
    assertThat(Examples.run(all.toArray(String[]::new))).isZero();

    JsonObject told = json("train.json").getAsJsonObject("test").getAsJsonObject("screen");
    JsonObject found = json("evaluate.json").getAsJsonObject("screen");
    assertThat(told.get("log_loss")).isEqualTo(found.get("log_loss"));
    assertThat(told.get("threshold")).isEqualTo(found.get("threshold"));
    forget();

    assertThat(train(HEAD, "--views", "11")).isEqualTo(2);
    assertOneLine("views must be from 1 to 10, but is 11");
  }

  @Test
  void should_refuse_views_that_nothing_is_seen_by() throws IOException {
    Files.delete(folder.resolve("test.csv"));
    Files.move(folder.resolve("test"), folder.resolve("photos"));

    assertThat(train(HEAD, "--views", "flip")).isEqualTo(2);
    assertOneLine("--views: there is no test to score and no threshold to choose by them");
    assertThat(train(HEAD, "--views", "flip", "--rule", "screen:f1", "--print")).isZero();
  }

  private JsonObject json(String name) throws IOException {
    return JsonParser.parseString(Files.readString(folder.resolve(name))).getAsJsonObject();
  }

  private List<String> losses(String report) throws IOException {
    JsonArray epochs =
        JsonParser.parseString(Files.readString(folder.resolve(report)))
            .getAsJsonObject()
            .getAsJsonArray("epochs");
    List<String> losses = new ArrayList<>();
    for (JsonElement epoch : epochs) {
      losses.add(
          epoch.getAsJsonObject().get("loss")
              + " "
              + epoch.getAsJsonObject().get("validation_loss"));
    }
    return losses;
  }

  @Test
  void should_print_the_recipe_with_what_overrides_it() {
    assertThat(
            run(
                "train",
                "--config",
                path("documents.yaml"),
                "training.epochs=5",
                "--batch-size",
                "8",
                "--head-weight",
                "screen=3",
                "--print"))
        .as(complained())
        .isZero();

    assertThat(printed()).contains("epochs: 5", "batch_size: 8", "weight: 3", "positive: [");
    assertThat(folder.resolve("m.twohead")).doesNotExist();
  }

  @Test
  void should_print_the_complete_recipe_which_trains_the_same() throws IOException {
    assertThat(run("train", "--config", path("documents.yaml"), "--print-complete"))
        .as(complained())
        .isZero();

    assertThat(printed()).contains("batch_size: 64", "learning_rate: 0.001", "epochs: 2");
    Recipe given = Recipe.read(folder.resolve("documents.yaml"));
    Recipe printed = Recipe.read(Files.writeString(folder.resolve("whole.yaml"), printed()));
    assertThat(printed).isEqualTo(given.complete()).isNotEqualTo(given);
  }

  @Test
  void should_complete_a_recipe_with_options() throws IOException {
    Path half = Files.writeString(folder.resolve("half.yaml"), "training: {epochs: 2, seed: 7}");
    String[] print = {"train", "--config", half.toString(), "--head", HEAD, "--seed=8", "--print"};

    assertThat(run(print)).as(complained()).isZero();

    assertThat(printed()).contains("epochs: 2", "seed: 8", "screen:");
  }

  @Test
  void should_print_the_recipe_of_options() {
    assertThat(train(HEAD, "--lr", "0.01", "--print", "tags=[a]")).as(complained()).isZero();

    assertThat(printed()).contains("learning_rate: 0.01", "negative: [", "size: 32", "tags: [");
  }

  @Test
  void should_print_what_options_say_of_losses_and_rows() {
    String[] options = {
      "--loss", "screen=focal(gamma 1.5, alpha 0.4)",
      "--positive-weight", "screen=balanced",
      "--head-label-smoothing", "screen=0.02",
      "--head", "kind=paper:0,1/screen:2",
      "--class-weights", "kind=paper 2/screen 0.5",
      "--task-balance", "dynamic_weight_average",
      "--sampling", "balanced(screen)",
      "--epoch-length", "500",
      "--row-weights", "weight",
      "--print"
    };
    assertThat(train(HEAD, options)).as(complained()).isZero();

    assertThat(printed())
        .contains("loss: focal(gamma 1.5, alpha 0.4)", "positive_weight: balanced")
        .contains("label_smoothing: 0.02", "class_weights: [paper 2, screen 0.5]")
        .contains("task_balance: dynamic_weight_average", "sampling: balanced(screen)")
        .contains("epoch_length: 500", "row_weights: weight");
  }

  @Test
  void should_name_the_options_of_losses_that_are_wrong() {
    assertThat(train(HEAD, "--positive-weight", "screen=0")).isEqualTo(2);
    assertOneLine("--positive-weight screen must be above 0 and at most 1000000, but is 0");
    forget();

    assertThat(train(HEAD, "--sampling", "balanced(blur)")).isEqualTo(2);
    assertOneLine("--sampling: no head \"blur\": the heads are [screen]");
    forget();

    assertThat(train(HEAD, "--sampling", "balanced(column city)")).isEqualTo(2);
    assertOneLine("train: there is no column \"city\": the columns are ");
  }

  @Test
  void should_refuse_what_is_wrong_before_anything_trains() throws IOException {
    Path recipe = folder.resolve("documents.yaml");
    Files.writeString(recipe, RECIPE.replace("epochs: 2", "epochs: 0"));
    assertThat(run("train", "--config", recipe.toString())).isEqualTo(2);
    assertOneLine("documents.yaml:6: training.epochs must be at least 1, but is 0");
    forget();

    Files.writeString(recipe, RECIPE.replace("train.csv", "trian.csv"));
    assertThat(run("train", "--config", recipe.toString())).isEqualTo(2);
    assertOneLine("documents.yaml:2: data.train: ");
    forget();

    Files.writeString(recipe, RECIPE.replace("width: 32}\n", "width: 32}\n  other: {weight: 2}\n"));
    assertThat(run("train", "--config", recipe.toString())).isEqualTo(2);
    assertOneLine("documents.yaml:5: heads.other");
    forget();

    Files.writeString(recipe, RECIPE.replace("epochs: 2", "freeze: 5"));
    assertThat(run("train", "--config", recipe.toString())).isEqualTo(2);
    assertOneLine("documents.yaml:6: training.freeze: 5 stages, but the backbone has 4");
    forget();

    Files.writeString(recipe, RECIPE);
    assertThat(run("train", "--config", recipe.toString(), "training.epochs=1", "--epochs", "2"))
        .isEqualTo(2);
    assertOneLine("training.epochs=1: training.epochs is already given by --epochs");
  }

  @Test
  void should_say_which_folder_of_a_run_cannot_be_made() throws IOException {
    Path runs = Files.createDirectory(folder.resolve("blocked"));
    LocalDate today = LocalDate.now(ZoneId.systemDefault());
    for (LocalDate day : List.of(today, today.plusDays(1))) { // it may be midnight
      Files.createFile(runs.resolve(day.toString()));
    }

    String[] args = {"train", "--runs", runs.toString(), "--config", path("documents.yaml")};
    assertThat(Examples.run(args)).isEqualTo(2);
    assertThat(complained())
        .startsWith("error: a folder for the run cannot be made in " + runs)
        .hasLineCount(1);
  }

  @Test
  void should_keep_the_order_of_heads_that_an_option_tells_anew() throws IOException {
    Path recipe = folder.resolve("documents.yaml");
    Files.writeString(recipe, RECIPE.replace("width: 32}", "width: 32}\n  glare: {positive: [1]}"));

    String[] print = {"train", "--config", recipe.toString(), "--head", "screen=1", "--print"};
    assertThat(run(print)).as(complained()).isZero();

    assertThat(printed().indexOf("screen:")).isPositive().isLessThan(printed().indexOf("glare:"));
    assertThat(printed()).doesNotContain("negative: [");
  }

  @Test
  void should_refuse_an_override_of_what_an_option_replaces() {
    String[] args = {"train", "--config", path("documents.yaml"), "--head", "screen=2"};
    List<String> all = new ArrayList<>(List.of(args));
    all.add("heads.screen.unknown=[9]");

    assertThat(run(all.toArray(String[]::new))).isEqualTo(2);
    assertOneLine("heads.screen.unknown=[9]: heads.screen.unknown is already given by --head");
  }
}
