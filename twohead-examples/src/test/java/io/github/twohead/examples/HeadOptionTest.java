package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --head} says about the heads of a model that is there. */
class HeadOptionTest extends CommandLineFixture {
  @BeforeEach
  void draw() throws IOException {
    try (MultiHeadModel made =
        MultiHeadModel.builder()
            .heads(
                HeadSpec.builder("screen").width(8).build(),
                HeadSpec.builder("kind").categories(List.of("a", "b", "c")).width(8).build())
            .preprocessing(Preprocessing.standard().size(32))
            .device(Device.cpu())
            .build()) {
      made.save(folder.resolve("m.twohead"));
    }
    List<String> classes = new ArrayList<>(List.of("path,class"));
    List<String> columns = new ArrayList<>(List.of("path,screen,kind"));
    for (int i = 0; i < 6; i++) {
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i, i, 0xFFFFFF);
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
      classes.add(i + ".png," + i % 3);
      columns.add(i + ".png," + i % 2 + "," + "abc".charAt(i % 3));
    }
    Files.write(folder.resolve("classes.csv"), classes);
    Files.write(folder.resolve("columns.csv"), columns);
  }

  private int run(String command, String table, String heads) {
    Stream<String> options = Stream.of(heads.split(" ")).flatMap(head -> Stream.of("--head", head));
    return Examples.run(
        Stream.concat(
                Stream.of(
                    command,
                    "--model",
                    folder.resolve("m.twohead").toString(),
                    "--csv",
                    folder.resolve(table).toString()),
                command.equals("tune")
                    ? Stream.concat(Stream.of("--rule", "screen:f1"), options)
                    : options)
            .toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          classes.csv | screen=1 screen=2 kind=a:0/b:1/c:2 | --head: two heads are named "screen"
          columns.csv | screen screen kind                 | --head: two heads are named "screen"
          columns.csv | screen:a/b kind:a/b/c              | head "screen" answers yes or no, but is given categories
          columns.csv | screen kind:foo/bar                | head "kind" has no category "foo"; its categories are [a, b, c]
          classes.csv | screen=a:0/b:1 kind=a:0/b:1/c:2    | head "screen" answers yes or no, but is given categories
          classes.csv | screen=2 kind=0,1                  | head "kind" answers with one of [a, b, c]: give classes of each, such as kind=a:0,1
          classes.csv | screen=2                           | --head: head "kind" is missing: give all of [screen, kind]
          columns.csv | kind:a/b/c                         | --head: head "screen" is missing: give all of [screen, kind]
          """)
  void should_refuse_heads_that_the_model_has_otherwise(
      String table, String heads, String expected) {
    for (String command : List.of("evaluate", "tune")) {
      forget();

      assertThat(run(command, table, heads)).isEqualTo(2);

      assertOneLine(expected);
      assertThat(complained()).doesNotContain("problems in the data");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluate", "tune"})
  void should_show_every_form_in_the_help(String command) {
    assertThat(Examples.run(command, "--help")).isZero();

    assertThat(printed().replaceAll("\\s+", ""))
        .contains("--head=NAME[=CLASSES]", "kind=paper:0,1/screen:2", "kind:paper/screen");
  }

  @ParameterizedTest
  @ValueSource(strings = {"screen kind:a/b/c", "screen kind", "kind:c/b/a screen"})
  void should_take_labels_of_columns(String heads) {
    assertThat(run("evaluate", "columns.csv", heads)).isZero();

    assertThat(printed()).contains("6 images, 3 positive", "kind, told as");
  }
}
