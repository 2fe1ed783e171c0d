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
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    try (MultiHeadModel made =
        MultiHeadModel.builder()
            .heads(SCREEN, KIND)
            .preprocessing(Preprocessing.standard().size(32))
            .device(Device.cpu())
            .build()) {
      made.save(model);
    }
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
        assertThat(fields.get(0)).isEqualTo(folder.resolve(i + ".png").toString());
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
  void should_find_a_file_that_cannot_be_written_before_anything_is_evaluated() throws IOException {
    Path out = folder.resolve("taken.csv");
    Files.createDirectories(folder.resolve("taken.csv.part/in"));

    assertThat(evaluate(out)).isEqualTo(2);

    assertOneLine("taken.csv cannot be written: ");
    assertThat(printed()).isEmpty();
  }
}
