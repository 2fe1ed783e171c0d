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

/** What tune refuses, and what it says then. */
class TuneRefusalsTest extends TuneFixture {
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
}
