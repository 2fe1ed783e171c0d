package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code train} accepts and refuses; {@link TrainDataTest} is about its data. */
class TrainCommandTest extends CommandLineFixture {
  @Test
  void should_put_every_option_of_the_recipe_into_the_saved_model() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    String recipe =
        "--optimizer adamw --weight-decay 0.03 --clip-norm 2 --backbone-factor 0.5 --schedule cosine"
            + " --warmup 0.5 --freeze 2 --unfreeze-at 3 --ema-decay 0.8 --rotation 5 --horizontal-flip"
            + " --color-jitter 0.1,0.2,0.3 --random-crop 0.9 --batch-size 4 --head-width 24 --pool-first --srgb"
            + " --label-smoothing 0.05 --keep-best-by other=recall@precision>=0.5 --threshold screen=0.3"
            + " --head-weight other=1.5 --head other=1 --workers 1 --threads 1";

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
        .contains("best_by\\\":\\\"other recall@precision")
        .contains("\\\"threshold\\\":0.3", "\\\"threshold\\\":0.5")
        .contains("\\\"width\\\":24")
        .contains("\\\"poolFirst\\\":true")
        .contains("\\\"colors\\\":\\\"srgb\\\"");
  }

  @Test
  void should_train_as_the_options_of_its_steps_say() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    String steps =
        "--optimizer sgd --momentum 0.9 --nesterov --stage-factors 0.1,0.2,0.5,1 --accumulate 2"
            + " --batch-size 4 --keep-best-by screen=f1 --keep-best-smoothed 2 --epochs 1";
    String[] rules = {
      "--schedule",
      "plateau(screen F1, factor 0.5, patience 1)",
      "--stop-early",
      "screen F1(patience 2, min_gain 0.01)"
    };

    String[] all = Stream.of(steps.split(" "), rules).flatMap(Stream::of).toArray(String[]::new);

    assertThat(train(HEAD, all)).isZero();

    String saved = Files.readString(folder.resolve("m.twohead"), StandardCharsets.ISO_8859_1);
    assertThat(saved.substring(0, 3000))
        .contains("momentum=0.9, nesterov=true, stageFactors=[0.1, 0.2, 0.5, 1.0]")
        .contains("best_by\\\":\\\"screen F1(smoothed 2)")
        .contains("stop_early\\\":\\\"screen F1(patience 2, min_gain 0.01)")
        .contains("schedule\\\":\\\"plateau(screen F1, factor 0.5, patience 1)")
        .contains("accumulate\\\":\\\"2");
  }

  @Test
  void should_draw_the_loss_over_learning_rates() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    Path chart = folder.resolve("rates.png");

    assertThat(
            Examples.run(
                "lr-test",
                "--data",
                folder.toString(),
                "--head",
                HEAD,
                "--size",
                "32",
                "--batch-size",
                "8",
                "--batches",
                "20",
                "--chart",
                chart.toString()))
        .isZero();

    assertThat(printed()).startsWith("suggested learning rate ").contains("rates.png");
    assertThat(ImageIO.read(chart.toFile()).getWidth()).isEqualTo(1440);
    assertThat(folder.resolve("m.twohead")).doesNotExist();
  }

  @Test
  void should_train_a_head_of_categories_beside_one_of_yes_or_no() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    String model = folder.resolve("m.twohead").toString();
    String photo = folder.resolve("train/0000.jpg").toString();

    assertThat(
            train(
                "kind=paper:0/other:1/screen:2", "--head", HEAD, "--keep-best-by", "kind=accuracy"))
        .isZero();
    forget();

    assertThat(Examples.run("predict", "--model", model, "--threshold", "screen=0", photo))
        .isZero();
    assertThat(printed())
        .containsPattern(": kind (paper|other|screen) \\(0\\.\\d+\\), screen yes ");
    assertThat(Examples.run("predict", "--model", model, "--threshold", "kind=0", photo))
        .isEqualTo(2);
    assertOneLine("head \"kind\" has no threshold: its answer is the most probable category");
  }

  @ParameterizedTest
  @CsvSource({
    "kind=paper:0, 'the number of categories must be from 2 to 65536, but is 1'",
    "kind=paper:0/1, needs a category of another name before each colon",
    "kind=paper:0/paper:1, needs a category of another name before each colon",
    "kind=paper:0/screen:2, 'unknown class \"1\" of head \"kind\": the classes are [0, 2]'",
    "'kind=paper:0,1,2/table:9', 'train: head \"kind\" needs images of two categories'",
    "kind=a/b/c, is neither name=positives/negatives"
  })
  void should_refuse_categories_that_make_no_sense(String head, String expected)
      throws IOException {
    SceneFolder.draw(folder, 15, 1);

    assertThat(train(head)).isEqualTo(2);

    assertThat(complained()).contains(expected);
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
    assertThat(printed()).contains("on test:", "left out: 1 that could not be read");
  }

  @ParameterizedTest
  @CsvSource({
    "screen, expected a header with the heads' names",
    "=2/0, is neither name=positives/negatives",
    "screen=2/0/1, is neither name=positives/negatives",
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
    "--batch-size, 1, --batch-size must be",
    "--size, 8, --size must be",
    "--lr, -1, --learning-rate must be",
    "--device, tpu, device must be",
    "--device, gpu77, gpu77",
    "--normalize, maybe, normalization must be",
    "--normalize, '0,116,0/1,1,1', the mean of green",
    "--weights, none.pth, none.pth: there is no such file",
    "--backbone, resnet, shufflenet_v2_x0_5",
    "--optimizer, lion, 'expected one of [ADAM, ADAMW, SGD]'",
    "--schedule, linear, '--schedule must be step, cosine, constant, one_cycle, or such as step(every 3'",
    "--momentum, 0.9, '--momentum: momentum needs the optimizer sgd, but it is adam'",
    "--accumulate, 0, --accumulate must be from 1 to 1024",
    "--stage-decay, 2, --stage-decay must be above 0",
    "--stage-factors, '1,1', '--stage-factors must be 4, one for each stage of the backbone, but are [1, 1]'",
    "--stop-early, screen, 'must be a head and its metric'",
    "--stop-early, scren F1, 'no head \"scren\"'",
    "--stop-early, screen F1(patience 0), '--stop-early: patience must be at least 1'",
    "--keep-best-smoothed, 3, --keep-best-smoothed needs --keep-best-by or --keep-best-by-loss",
    "--freeze, head, '--freeze must be nothing, backbone or a number of stages'",
    "--freeze, 0, '--freeze must be nothing, backbone or a number of stages'",
    "--freeze, 5, '--freeze: 5 stages, but the backbone has 4'",
    "--unfreeze-at, 2, --unfreeze-at needs --freeze",
    "--ema-decay, 1, --ema-decay must be between 0 and 1",
    "--clip-norm, 0, --clip-norm must be above 0",
    "--backbone-factor, 0, --backbone-factor must be above 0",
    "--random-crop, 0, --random-crop must be",
    "--color-jitter, 2, --color-jitter must be",
    "--color-jitter, '0.1,0.2', '--color-jitter takes one number or three, but gets [0.1, 0.2]'",
    "--label-smoothing, 1, --label-smoothing must be",
    "--threshold, screen=2, --threshold screen must be",
    "--threshold, scren=0.4, '--threshold: there is no head \"scren\"; the heads are [screen]'",
    "--keep-best-by, scren=f1, '--keep-best-by: there is no head \"scren\"; the heads are [screen]'",
    "--keep-best-by, screen=auc, 'metric must be one of [F1, PRECISION, RECALL, ACCURACY, '",
    "--workers, 0, --workers must be",
    "--threads, 0, --threads must be",
    "--head-weight, scren=2, '--head-weight: there is no head \"scren\"; the heads are [screen]'",
    "--head-weight, screen=-2, --head-weight screen must be above 0",
    "--json, no/such/folder/x.json, does not exist",
    "--color-jiter, red, 'Unknown option: ''--color-jiter'', did you mean \"--color-jitter\"?'",
  })
  void should_refuse_a_wrong_option(String option, String value, String expected)
      throws IOException {
    SceneFolder.draw(folder, 15, 1);

    assertThat(train(HEAD, option, value)).isEqualTo(2);

    assertOneLine(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "--pretrained --normalize none, --normalize must be imagenet, which the weights of --pretrained expect",
    "--pretrained --weights pom.xml, mutually exclusive",
    "--optimizer sgd --momentum 1, '--momentum must be at least 0 and below 1, but is 1'",
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

    assertThat(complained())
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

    assertThat(complained())
        .contains("val.csv:1: ", "text.jpg: it is not a JPEG")
        .contains("val.csv:2: the same image as")
        .doesNotContain("\tat ");
  }

  @Test
  void should_refuse_a_folder_without_data() {
    assertThat(train(HEAD)).isEqualTo(2);

    assertOneLine("train.csv does not exist");
  }
}
