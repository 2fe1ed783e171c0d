package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.twohead.Device;
import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders and lists of photos, and files of answers. */
class PredictFilesTest extends CommandLineFixture {
  private static final HeadSpec SCREEN = HeadSpec.builder("screen").width(8).build();
  private static final HeadSpec KIND =
      HeadSpec.builder("kind").categories(List.of("a", "b, c", "d")).width(8).build();

  private Path model;
  private Path photos;

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
    photos = Files.createDirectories(folder.resolve("photos"));
  }

  private Path photo(String name, int color) throws IOException {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 32, 32, IntStream.generate(() -> color).limit(1024).toArray(), 0, 32);
    Path file = photos.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private int predict(Object... options) {
    String[] args =
        Stream.concat(Stream.of("predict", "--model", model), Stream.of(options))
            .map(Object::toString)
            .toArray(String[]::new);
    return Examples.run(args);
  }

  private Prediction expected(Path photo) {
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(model)) {
      return predictor.predict(ImageSource.of(photo));
    }
  }

  @Test
  void should_write_the_answers_about_a_folder_as_csv() throws IOException {
    Path second = photo("b/2.PNG", 0xFF8000);
    Path first = photo("a 1.png", 0x80FF);
    photo(".hidden/3.png", 0);
    photo("b/.4.png", 0);
    Files.writeString(photos.resolve("notes.txt"), "no image");
    Path broken = Files.writeString(photos.resolve("b/1.jpg"), "no image");
    Path out = Files.writeString(folder.resolve("answers.csv"), "earlier");
    forget();

    assertThat(predict("--folder", photos, "--out", out)).isEqualTo(2);

    List<String> lines = Files.readAllLines(out);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .isEqualTo(
            "path,screen.probability,screen.decision,kind.probability.a,"
                + "\"kind.probability.b, c\",kind.probability.d,kind.decision,error");
    assertThat(lines.get(1)).isEqualTo(line(first));
    assertThat(lines.get(2)).startsWith(broken + ",,,,,,,").contains("it is not a JPEG");
    assertThat(lines.get(3)).isEqualTo(line(second));
    assertThat(printed()).isEmpty();
    assertOneLine("1 have no answer: " + out + " says why");
    assertThat(complained()).contains("3 images in ");
    assertThat(folder.resolve("answers.csv.part")).doesNotExist();
  }

  private String line(Path photo) {
    Prediction prediction = expected(photo);
    HeadPrediction screen = prediction.head("screen");
    String kind = prediction.head("kind").category();
    return String.format(
        Locale.ROOT,
        "%s,%s,%s,%s,%s,%s,%s,",
        photo,
        screen.probability(),
        screen.positive() ? 1 : 0,
        prediction.head("kind").probability("a"),
        prediction.head("kind").probability("b, c"),
        prediction.head("kind").probability("d"),
        kind.contains(",") ? '"' + kind + '"' : kind);
  }

  @Test
  void should_write_the_answers_about_a_list_as_lines_of_json() throws IOException {
    Path photo = photo("a.png", 0xFF8000);
    Path csv =
        Files.writeString(
            photos.resolve("list.csv"), "\uFEFFpath|class\n a.png |1\n\nb.png\nsub\\c.png|2\n");
    Path out = folder.resolve("answers.jsonl");

    assertThat(predict("--csv", csv, "--out", out)).isEqualTo(2);

    List<JsonObject> lines =
        Files.readAllLines(out).stream()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .toList();
    assertThat(lines)
        .extracting(line -> line.get("path").getAsString())
        .containsExactly("a.png", "b.png", "sub\\c.png");
    JsonObject heads = lines.get(0).getAsJsonObject("heads");
    Prediction prediction = expected(photo);
    assertThat(heads.getAsJsonObject("screen").get("probability").getAsDouble())
        .isEqualTo(prediction.head("screen").probability());
    assertThat(heads.getAsJsonObject("screen").get("threshold").getAsDouble())
        .isEqualTo(prediction.head("screen").threshold());
    assertThat(heads.getAsJsonObject("screen").get("decision").getAsBoolean())
        .isEqualTo(prediction.head("screen").positive());
    JsonObject kind = heads.getAsJsonObject("kind");
    assertThat(kind.get("decision").getAsString()).isEqualTo(prediction.head("kind").category());
    assertThat(kind.getAsJsonObject("probabilities").get("b, c").getAsDouble())
        .isEqualTo(prediction.head("kind").probability("b, c"));
    assertThat(lines.get(1).keySet()).containsExactly("path", "error");
    assertThat(lines.get(1).get("error").getAsString()).isEqualTo("there is no such file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class,sender,path\n1,ann,a.png\n",
        "class,file_name\n1,a.png\n",
        "file.name,class\na.png,1\n",
        " \n\npath;class\na.png;1\n",
        "# exported, by hand\n\npath|class\na.png|1\n",
        " , \npath,class\na.png,1\n",
        "a.png\n",
        "a.png,path\n",
        "#b.png|1\na.png|1\n# end\n",
      })
  void should_find_the_paths_of_a_list_as_tables_do(String text) throws IOException {
    photo("a.png", 0xFF8000);
    Path csv = Files.writeString(photos.resolve("list.csv"), text);

    assertThat(predict("--csv", csv)).isZero();

    assertThat(printed()).startsWith("a.png: screen ").hasLineCount(1);
  }

  @Test
  void should_print_the_answers_about_a_folder() throws IOException {
    Path photo = photo("a.png", 0xFF8000);
    forget();

    assertThat(predict("--folder", photos)).isZero();

    assertThat(printed()).startsWith(photo + ": screen ").contains(", kind ").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --folder photos photo.jpg             | Give photos, --folder or --csv, but only one of them
          ''                                 | Give photos, --folder or --csv
          --folder nowhere                      | nowhere: there is no such folder
          --folder photos                       | photos: there is no photo in it
          --csv empty.csv                    | empty.csv has no rows
          --csv latin1.csv                   | latin1.csv:1: not UTF-8: save the file as UTF-8
          --folder photos --out a.txt           | a.txt: let its name end in .csv or .jsonl
          --folder photos --out nowhere/a.csv   | nowhere does not exist
          --folder photos --out taken.csv       | taken.csv cannot be written:
          """)
  void should_say_what_is_wrong(String options, String expected) throws IOException {
    Files.writeString(folder.resolve("empty.csv"), "path,class\n");
    Files.write(folder.resolve("latin1.csv"), new byte[] {'a', (byte) 0xE9, '.', 'p', 'n', 'g'});
    Files.createDirectories(folder.resolve("taken.csv.part/in"));
    Path earlier = Files.writeString(folder.resolve("taken.csv"), "earlier");
    Object[] args =
        Stream.of(options.split(" "))
            .filter(arg -> !arg.isEmpty())
            .map(arg -> arg.startsWith("--") ? arg : folder.resolve(arg).toString())
            .toArray();

    assertThat(predict(args)).isEqualTo(2);

    assertOneLine(expected);
    assertThat(earlier).hasContent("earlier");
  }

  @Test
  void should_leave_an_earlier_file_and_nothing_else_where_no_answer_was_given()
      throws IOException {
    Path out = Files.writeString(folder.resolve("answers.csv"), "earlier");

    assertThat(predict("--folder", photos, "--out", out)).isEqualTo(2);

    assertThat(out).hasContent("earlier");
    assertThat(folder.resolve("answers.csv.part")).doesNotExist();
  }
}
