package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Backbone;
import io.github.twohead.ExportFormat;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exported files on the command line, unchanged and changed. */
class ModelOptionTest extends CommandLineFixture {
  @Test
  void should_accept_a_changed_export() throws IOException {
    String changed = changed(export()).toString();
    String photo = photo();

    assertThat(Examples.run("predict", "--model", changed, photo)).isEqualTo(2);
    assertThat(complained()).contains("altered or damaged");
    assertThat(Examples.run("predict", "--model", changed, "--accept-changed", photo)).isZero();
    assertThat(printed()).contains(photo + ": screen ");
  }

  @Test
  void should_refuse_to_be_told_what_an_export_says() throws IOException {
    String export = export().toString();
    String photo = photo();

    assertThat(Examples.run("predict", "--model", export, "--outputs", "logits", photo))
        .isEqualTo(2);
    assertThat(complained()).contains("says itself");
    assertThat(Examples.run("predict", "--model", export, "--outputs", "bits", photo)).isEqualTo(2);
    assertThat(complained()).contains("probabilities or logits");
  }

  @Test
  void should_run_where_it_is_told() throws IOException {
    String export = export().toString();
    String photo = photo();

    assertThat(Examples.run("predict", "--model", export, "--device", "cpu", photo)).isZero();
    assertThat(Examples.run("predict", "--model", export, "--device", "gpu0", photo)).isEqualTo(2);
    assertThat(complained()).contains("runs on the CPU only, not on gpu0: use --device auto");
    assertThat(Examples.run("predict", "--model", export, "--device", "tpu", photo)).isEqualTo(2);
    assertThat(complained()).contains("tpu");
  }

  @ParameterizedTest
  @CsvSource({"UTF-16", "UTF-16LE", "windows-1252"})
  void should_say_how_to_save_categories(String charset) throws IOException {
    Path labels = folder.resolve("labels.txt");
    Files.write(labels, "caf\u00E9\nrestaurant\n".getBytes(Charset.forName(charset)));

    assertThat(predictFromElsewhere(labels)).isEqualTo(2);

    assertOneLine("--labels: " + labels + " is not UTF-8: save it as UTF-8");
  }

  @Test
  void should_take_categories_without_a_byte_order_mark() throws IOException {
    Path labels = Files.writeString(folder.resolve("labels.txt"), "\uFEFF\na\n");

    assertThat(predictFromElsewhere(labels)).isEqualTo(2);

    assertOneLine("not all spaces, but is \"\"");
  }

  private int predictFromElsewhere(Path labels) throws IOException {
    String[] args = {"--heads", "kind", "--labels", "kind=" + labels, photo()};
    return Examples.run(
        Stream.concat(Stream.of("predict", "--model", export().toString()), Stream.of(args))
            .toArray(String[]::new));
  }

  private Path export() {
    Path file = folder.resolve("model.tflite");
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .backbone(Backbone.shuffleNetV2x05())
            .heads(HeadSpec.builder("screen").width(8).build())
            .preprocessing(Preprocessing.standard().size(32))
            .build()) {
      model.exporter().format(ExportFormat.TFLITE).write(file);
    }
    return file;
  }

  /** With another digest. */
  private Path changed(Path export) throws IOException {
    String content = Files.readString(export, StandardCharsets.ISO_8859_1);
    Matcher digest = Pattern.compile("[0-9a-f]{64}").matcher(content);
    assertThat(digest.find()).isTrue();
    String other = content.replace(digest.group(), "0".repeat(64));
    return Files.writeString(folder.resolve("changed.tflite"), other, StandardCharsets.ISO_8859_1);
  }

  private String photo() throws IOException {
    Path photo = folder.resolve("photo.png");
    ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", photo.toFile());
    return photo.toString();
  }
}
