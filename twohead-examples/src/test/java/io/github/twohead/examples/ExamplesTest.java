package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExamplesTest {
  private static final String HEAD = "screen=2/0,1";

  @TempDir Path folder;

  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(stdout);
    System.setErr(stderr);
  }

  @Test
  void should_train_evaluate_and_predict() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    Path model = folder.resolve("m.twohead");
    Path json = folder.resolve("report.json");
    Path csv = folder.resolve("test.csv");

    assertThat(train(HEAD, "--head", "other=1", "--json", json.toString())).isZero();
    assertThat(Examples.run("evaluate", "--model", model.toString(), "--csv", csv.toString()))
        .isZero();
    String photo = folder.resolve("test/0000.jpg").toString();
    assertThat(Examples.run("predict", "--model", model.toString(), "--threads", "1", photo))
        .isZero();

    JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    JsonObject epoch = report.getAsJsonArray("epochs").get(0).getAsJsonObject();
    assertThat(epoch.keySet()).contains("loss", "seconds", "images_per_second", "heads");
    assertThat(epoch.getAsJsonObject("heads").getAsJsonObject("screen").keySet())
        .containsExactly("precision", "recall", "f1", "accuracy", "tp", "fp", "fn", "tn");
    assertThat(report.getAsJsonObject("test").keySet()).containsExactly("screen", "other");
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains(photo + ": screen ");
  }

  @Test
  void should_put_every_option_of_the_recipe_into_the_saved_model() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    String recipe =
        "--optimizer adamw --weight-decay 0.03 --clip 2 --backbone-factor 0.5 --schedule cosine"
            + " --warmup 0.5 --freeze 2 --unfreeze-at 3 --ema-decay 0.8 --rotation 5 --flip"
            + " --jitter 0.1,0.2,0.3 --crop 0.9 --batch 4 --head-width 24 --pool-first --srgb"
            + " --label-smoothing 0.05 --best-by other=recall --threshold screen=0.3"
            + " --loss-weight other=1.5 --head other=1 --workers 1 --threads 1";

    assertThat(train(HEAD, recipe.split(" "))).isZero();

    String saved = Files.readString(folder.resolve("m.twohead"), StandardCharsets.ISO_8859_1);
    assertThat(saved.substring(0, 2000))
        .contains("rule=ADAMW, learningRate=0.001, weightDecay=0.03")
        .contains("backboneFactor=0.5, clipNorm=2.0")
        .contains("2 stages until epoch 3")
        .contains("ema_decay")
        .contains("schedule\\\":\\\"cosine(warmup 0.5)\\\"")
        .contains("rotation 5, flip, jitter 0.1/0.2/0.3, crop from 0.9")
        .contains("weights {other=1.5, screen=2.0}, label smoothing 0.05")
        .contains("best_by\\\":\\\"other RECALL")
        .contains("\\\"threshold\\\":0.3", "\\\"threshold\\\":0.5")
        .contains("\\\"width\\\":24")
        .contains("\\\"poolFirst\\\":true")
        .contains("\\\"colors\\\":\\\"srgb\\\"");
  }

  @Test
  void should_leave_out_what_cannot_be_read_when_told_to() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    Files.writeString(folder.resolve("train/0000.jpg"), "no image");
    Files.delete(folder.resolve("train/0001.jpg"));
    Files.writeString(folder.resolve("test/0000.jpg"), "no image");
    Path json = folder.resolve("report.json");

    assertThat(train(HEAD, "--skip-unreadable", "--json", json.toString())).isZero();

    JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(report.get("skipped").getAsInt()).isEqualTo(2);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("on test:", "left out: 1 that could not be read");
  }

  @Test
  void should_leave_out_what_cannot_be_read_of_the_articles_table_too() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    Files.writeString(folder.resolve("test/0000.jpg"), "no image");

    assertThat(articleTable("--size", "32", "--epochs", "1", "--skip-unreadable")).isZero();

    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("5 photos of test.csv");
  }

  /** A linear layer of a photo's mean colour, said to be a probability; of black it is -0.4. */
  private static final String LINEAR =
      "CAg63wEKOQoFaW1hZ2USBG1lYW4iClJlZHVjZU1lYW4qDQoEYXhlc0ACQAOgAQcqDwoIa2VlcGRpbXMYAKABAgoo"
          + "CgRtZWFuCghsb2dpdHMvdwoIbG9naXRzL2ISBmxvZ2l0cyIER2VtbRIBZyoeCAMIARABIgwAAMA/AAAAwAAA"
          + "kEBCCGxvZ2l0cy93KhQIARABIgTNzMy+Qghsb2dpdHMvYloiCgVpbWFnZRIZChcIARITCgUSA2FueQoCCAMK"
          + "AgggCgIIIGIbCgZsb2dpdHMSEQoPCAESCwoFEgNhbnkKAggBQgIQDUIRCg1jb20ubWljcm9zb2Z0EAE=";

  @Test
  void should_predict_all_photos_but_those_whose_answer_is_no_probability() throws IOException {
    Path model = Files.write(folder.resolve("m.onnx"), Base64.getDecoder().decode(LINEAR));
    String good = photo("good.png", 0xFF8000);
    String bad = photo("bad.png", 0);
    String args = "predict --heads screen --normalize none --outputs probabilities --model ";

    assertThat(Examples.run((args + model + " " + good + " " + bad + " " + good).split(" ")))
        .isEqualTo(2);

    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith(good + ": screen no (0."));
    assertOneLine(bad + ": head \"screen\" gives -0.4");
  }

  private String photo(String name, int color) throws IOException {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 32, 32, IntStream.generate(() -> color).limit(1024).toArray(), 0, 32);
    Path file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file.toString();
  }

  @Test
  void should_predict_all_photos_but_those_that_cannot_be_read() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    assertThat(train(HEAD)).isZero();
    List<String> args =
        new ArrayList<>(List.of("predict", "--model", "" + folder.resolve("m.twohead")));
    List<String> photos = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      photos.add(folder.resolve(String.format("train/%04d.jpg", i)).toString());
    }
    Files.writeString(folder.resolve("text.jpg"), "no image");
    List<String> all = new ArrayList<>(photos);
    all.add(7, folder.resolve("text.jpg").toString());
    all.add(20, folder.resolve("missing.jpg").toString());
    args.addAll(all);
    printed.reset();
    complained.reset();

    assertThat(Examples.run(args.toArray(String[]::new))).isEqualTo(2);

    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .extracting(line -> line.substring(0, line.indexOf(": screen ")))
        .isEqualTo(photos);
    assertThat(complained.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.startsWith("error: "))
        .satisfiesExactly(
            line -> assertThat(line).contains("text.jpg: it is not a JPEG"),
            line -> assertThat(line).contains("missing.jpg: there is no such file"));
  }

  @Test
  void should_make_the_articles_table() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    Path out = folder.resolve("table");

    assertThat(articleTable("--size", "32", "--epochs", "1", "--photos", "1", "--seed", "7"))
        .isZero();

    JsonObject table =
        JsonParser.parseString(Files.readString(out.resolve("table.json"))).getAsJsonObject();
    List<JsonObject> rows = new ArrayList<>();
    table.getAsJsonArray("rows").forEach(row -> rows.add(row.getAsJsonObject()));
    assertThat(rows)
        .extracting(row -> row.get("network").getAsString() + " " + row.get("size").getAsInt())
        .containsExactly(
            "one softmax, three outputs 40", "one softmax, three outputs 32", "two heads 32");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.getAsJsonObject("heads").keySet())
                  .containsExactly("screen", "not_document");
              assertThat(interval(row, "latency_ms")).isSorted().allMatch(ms -> ms > 0);
            });
    assertThat(interval(table, "latency_increase")).isSorted();
    assertThat(table.getAsJsonArray("article").get(2))
        .isEqualTo(
            JsonParser.parseString(
                "{network: 'two heads', size: 256, precision: 1.0, recall: 0.873,"
                    + " latency_ms: 29.0, tflite_bytes: 700000}"));
    assertThat(rows.get(2).get("weight_bytes").getAsLong())
        .isEqualTo(Files.size(out.resolve("heads.twohead")))
        .isGreaterThan(rows.get(1).get("weight_bytes").getAsLong() + 780_000);
    assertThat(rows.get(2).get("tflite_bytes").getAsLong())
        .isEqualTo(Files.size(out.resolve("heads.tflite")));
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .isEqualTo(Files.readString(out.resolve("table.md")))
        .contains("| two heads, 32 |", "6 photos of test.csv", "seed 7");
    assertThat(ImageIO.read(out.resolve("table.png").toFile()).getWidth()).isGreaterThan(1000);
  }

  @Test
  void should_show_what_heads_of_several_shapes_cost() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    Path wide = trained("wide");
    Path narrow = trained("narrow", "--head-width", "16");
    Path other = trained("other", "--head-width", "16", "--seed", "7");
    Path pooled = trained("pooled", "--pool-first");
    String csv = folder.resolve("test.csv").toString();
    Path out = folder.resolve("cost");
    List<String> args = new ArrayList<>(List.of("head-cost", "--csv", csv, "--out", "" + out));
    Stream.of(wide, narrow, other, pooled).forEach(model -> args.add(model.toString()));

    assertThat(Examples.run(args.toArray(String[]::new))).isZero();

    JsonObject table =
        JsonParser.parseString(Files.readString(out.resolve("table.json"))).getAsJsonObject();
    List<JsonObject> rows = new ArrayList<>();
    table.getAsJsonArray("rows").forEach(row -> rows.add(row.getAsJsonObject()));
    assertThat(rows)
        .extracting(
            row ->
                row.get("pool_first").getAsBoolean()
                    + " "
                    + row.get("width").getAsInt()
                    + " "
                    + row.getAsJsonArray("models").size())
        .containsExactly("false 1024 1", "false 16 2", "true 1024 1");
    assertThat(interval(rows.get(0), "one_head_ms")).isSorted().allMatch(ms -> ms > 0);
    assertThat(rows.get(0).get("tflite_bytes").getAsLong())
        .isGreaterThan(rows.get(1).get("tflite_bytes").getAsLong() + 1_500_000);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .endsWith(Files.readString(out.resolve("table.md")))
        .contains("| width 16 |", "| pool first, 1024 |");
    assertThat(ImageIO.read(out.resolve("table.png").toFile()).getWidth()).isGreaterThan(1000);
  }

  private Path trained(String name, String... options) {
    Path model = folder.resolve(name + ".twohead");
    String train = "train --size 32 --epochs 1 --batch 8 --head screen=2/0,1 --head other=1/0,2";
    List<String> args = new ArrayList<>(List.of(train.split(" ")));
    args.addAll(List.of("--data", folder.toString(), "--out", model.toString()));
    args.addAll(List.of(options));
    assertThat(Examples.run(args.toArray(String[]::new))).isZero();
    return model;
  }

  @Test
  void should_list_the_problems_of_all_files_before_the_articles_table() throws IOException {
    SceneFolder.draw(folder, 15, 1);
    Files.writeString(folder.resolve("classes.txt"), "0 document\n1 other\n2 screen\n");
    Files.writeString(folder.resolve("val.csv"), "a.jpg|7\n");
    Files.writeString(folder.resolve("test.csv"), "a.jpg\n");

    assertThat(articleTable()).isEqualTo(2);

    assertThat(complained.toString(StandardCharsets.UTF_8))
        .contains("val.csv:1: unknown class \"7\"", "test.csv:1: ")
        .doesNotContain("\tat ");
  }

  private int articleTable(String... options) {
    List<String> args = new ArrayList<>(List.of("article-table", "--data", folder.toString()));
    args.addAll(List.of("--out", folder.resolve("table").toString()));
    args.addAll(List.of(options));
    return Examples.run(args.toArray(String[]::new));
  }

  private static List<Double> interval(JsonObject json, String name) {
    JsonObject interval = json.getAsJsonObject(name);
    return Stream.of("low", "mean", "high").map(end -> interval.get(end).getAsDouble()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "screen, is not name=positives/negatives",
    "=2/0, is not name=positives/negatives",
    "screen=2/0/1, is not name=positives/negatives",
    "screen=2/, has an empty class",
    "scr een=2, a head's name must be",
    "screen=2/2, already set",
  })
  void should_refuse_a_wrong_head(String head, String expected) throws IOException {
    SceneFolder.draw(folder, 15, 1);

    assertThat(train(head)).isEqualTo(2);

    assertOneLine(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "--epochs, 0, --epochs must be",
    "--epochs, many, many",
    "--batch, 1, --batch must be",
    "--size, 8, --size must be",
    "--lr, -1, --lr must be",
    "--device, tpu, device must be",
    "--device, gpu77, gpu77",
    "--normalize, maybe, normalization must be",
    "--normalize, '0,116,0/1,1,1', the mean of green",
    "--weights, none.pth, none.pth: there is no such file",
    "--backbone, resnet, shufflenet_v2_x0_5",
    "--optimizer, sgd, 'expected one of [ADAM, ADAMW]'",
    "--schedule, linear, 'expected one of [STEP, COSINE, CONSTANT]'",
    "--freeze, head, it must be backbone or a number of stages",
    "--freeze, 0, it must be backbone or a number of stages",
    "--freeze, 5, '--freeze: 5 stages, but the backbone has 4'",
    "--unfreeze-at, 2, --unfreeze-at needs --freeze",
    "--ema-decay, 1, --ema-decay must be between 0 and 1",
    "--clip, 0, --clip must be above 0",
    "--backbone-factor, 0, --backbone-factor must be above 0",
    "--crop, 0, --crop must be",
    "--jitter, 2, the brightness of --jitter must be",
    "--jitter, '0.1,0.2', '--jitter takes one number or three, but gets [0.1, 0.2]'",
    "--label-smoothing, 1, --label-smoothing must be",
    "--threshold, screen=2, --threshold must be",
    "--threshold, scren=0.4, '--threshold: there is no head \"scren\"; the heads are [screen]'",
    "--best-by, scren=f1, '--best-by: there is no head \"scren\"; the heads are [screen]'",
    "--best-by, screen=auc, 'metric must be one of [F1, PRECISION, RECALL, ACCURACY]'",
    "--workers, 0, --workers must be",
    "--threads, 0, --threads must be",
    "--loss-weight, scren=2, '--loss-weight: there is no head \"scren\"; the heads are [screen]'",
    "--loss-weight, screen=-2, --loss-weight: the weight of screen",
    "--json, no/such/folder/x.json, does not exist",
    "--colour, red, --colour",
  })
  void should_refuse_a_wrong_option(String option, String value, String expected)
      throws IOException {
    SceneFolder.draw(folder, 15, 1);

    assertThat(train(HEAD, option, value)).isEqualTo(2);

    assertOneLine(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "--pretrained --normalize none, expect the normalization imagenet",
    "--pretrained --weights pom.xml, mutually exclusive",
    "--heads-from-conv5, --heads-from-conv5 needs --pretrained or --weights",
  })
  void should_refuse_options_that_do_not_go_together(String options, String expected)
      throws IOException {
    SceneFolder.draw(folder, 15, 1);

    assertThat(train(HEAD, options.split(" "))).isEqualTo(2);

    assertOneLine(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'--normalize 0.5,0.5,0.5/0.25,0.25,0.25', 'expect the normalization imagenet, but the model''s"
        + " is 0.5,0.5,0.5/0.25,0.25,0.25'",
    "--heads-from-conv5, it holds no conv5",
    "--backbone shufflenet_v2_x1_0, does not fit shufflenet_v2_x1_0",
  })
  void should_refuse_weights_that_do_not_fit(String options, String expected) throws IOException {
    SceneFolder.draw(folder, 15, 1);
    Path weights = folder.resolve("weights.twohead");
    try (MultiHeadModel model =
        MultiHeadModel.shuffleNetV2TwoHead(HeadSpec.binary("a"), HeadSpec.binary("b"))) {
      model.save(weights);
    }

    assertThat(train(HEAD, ("--weights " + weights + " " + options).split(" "))).isEqualTo(2);

    assertOneLine(expected);
  }

  @Test
  void should_list_all_problems_of_the_data() throws IOException {
    SceneFolder.draw(folder, 15, 1);
    Files.writeString(folder.resolve("classes.txt"), "0 document\n1 other\n2 screen\n");
    Files.writeString(folder.resolve("val.csv"), "val/none.jpg|0\ntrain/0000.jpg|2\na.jpg|7\n");

    assertThat(train(HEAD)).isEqualTo(2);

    assertThat(complained.toString(StandardCharsets.UTF_8))
        .contains("val.csv:1: ", "none.jpg: there is no such file")
        .contains("val.csv:3: unknown class \"7\"")
        .doesNotContain("\tat ");
  }

  @Test
  void should_list_what_only_shows_when_images_are_opened() throws IOException {
    SceneFolder.draw(folder, 15, 1);
    Files.writeString(folder.resolve("text.jpg"), "no image");
    Files.writeString(folder.resolve("val.csv"), "text.jpg|0\ntrain/0000.jpg|2\n");

    assertThat(train(HEAD)).isEqualTo(2);

    assertThat(complained.toString(StandardCharsets.UTF_8))
        .contains("val.csv:1: ", "text.jpg: it is not a JPEG")
        .contains("val.csv:2: the same image as")
        .doesNotContain("\tat ");
  }

  @Test
  void should_refuse_a_folder_without_data() {
    assertThat(train(HEAD)).isEqualTo(2);

    assertOneLine("train.csv does not exist");
  }

  @Test
  void should_refuse_what_is_no_model() throws IOException {
    Path text = Files.writeString(folder.resolve("m.twohead"), "not a model");

    assertThat(Examples.run("predict", "--model", text.toString(), "photo.jpg")).isEqualTo(2);

    assertOneLine("neither a saved twohead model nor a TFLite or ONNX model");
  }

  @Test
  void should_say_what_commands_there_are() {
    assertThat(Examples.run("trian")).isEqualTo(2);

    assertOneLine("trian");
  }

  /** Trains for an epoch at a small size, unless options say otherwise. */
  private int train(String head, String... options) {
    List<String> args = new ArrayList<>(List.of("train", "--head", head));
    args.addAll(List.of("--data", folder.toString()));
    args.addAll(List.of("--out", folder.resolve("m.twohead").toString()));
    args.addAll(List.of(options));
    if (!args.contains("--size")) {
      args.addAll(List.of("--size", "32"));
    }
    if (!args.contains("--epochs")) {
      args.addAll(List.of("--epochs", "1"));
    }
    return Examples.run(args.toArray(String[]::new));
  }

  private void assertOneLine(String expected) {
    String text = complained.toString(StandardCharsets.UTF_8);
    assertThat(text.lines().filter(line -> line.startsWith("error: "))).hasSize(1);
    assertThat(text).contains(expected).doesNotContain("\tat ").doesNotContain("Exception");
  }
}
