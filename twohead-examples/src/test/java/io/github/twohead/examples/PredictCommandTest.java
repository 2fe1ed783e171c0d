package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PredictCommandTest extends CommandLineFixture {
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
    forget();

    assertThat(Examples.run(args.toArray(String[]::new))).isEqualTo(2);

    assertThat(printed().lines())
        .extracting(line -> line.substring(0, line.indexOf(": screen ")))
        .isEqualTo(photos);
    assertThat(complained().lines())
        .filteredOn(line -> line.startsWith("error: "))
        .satisfiesExactly(
            line -> assertThat(line).contains("text.jpg: it is not a JPEG"),
            line -> assertThat(line).contains("missing.jpg: there is no such file"));
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

    assertThat(printed().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith(good + ": screen no (0."));
    assertOneLine(bad + ": head \"screen\" gives -0.4");
  }

  /** A linear layer of a photo's mean colour, and the softmax of its three numbers. */
  private static final String SOFTMAX =
      "CAgSADr7AQo5CgVpbWFnZRIEbWVhbiIKUmVkdWNlTWVhbioNCgRheGVzQAJAA6ABByoPCghrZWVwZGltcxgAoAEC"
          + "ChoKBG1lYW4KAXcKAWISBmxvZ2l0cyIER2VtbQohCgZsb2dpdHMSAXAiB1NvZnRtYXgqCwoEYXhpcxgBoAEC"
          + "EgFnKi8IAwgDEAFCAXdKJAAAAEAAAIC/AAAAAAAAAAAAAEBAAACAvwAAAMAAAAAAAACAPyoVCAMQAUIBYkoM"
          + "zczMPc3MTL6amZk+Wh8KBWltYWdlEhYKFAgBEhAKAggBCgIIAwoCCCAKAgggYhMKAXASDgoMCAESCAoCCAEK"
          + "AggDQgQKABAN";

  @Test
  void should_tell_the_categories_of_a_file_from_elsewhere() throws IOException {
    Path model = Files.write(folder.resolve("m.onnx"), Base64.getDecoder().decode(SOFTMAX));
    Path labels = Files.writeString(folder.resolve("kinds.txt"), "a cat\na dog\nneither\n");
    String photo = photo("photo.png", 0xFF8000);
    String args = "predict --heads kind --normalize none --model " + model + " --labels ";

    assertThat(Examples.run((args + "kind=" + labels + " " + photo).split(" "))).isZero();

    assertThat(printed().strip()).isEqualTo(photo + ": kind a cat (0.790)");
    forget();
    assertThat(Examples.run((args + "king=" + labels + " " + photo).split(" "))).isEqualTo(2);
    assertOneLine("--labels: there is no head \"king\"; the heads are [kind]");
    forget();
    Files.writeString(labels, "a cat\n\nneither\n");
    assertThat(Examples.run((args + "kind=" + labels + " " + photo).split(" "))).isEqualTo(2);
    assertOneLine("--labels: " + labels + ": a category of head \"kind\" must be");
  }

  private String photo(String name, int color) throws IOException {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 32, 32, IntStream.generate(() -> color).limit(1024).toArray(), 0, 32);
    Path file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file.toString();
  }

  @Test
  void should_refuse_what_is_no_model() throws IOException {
    Path text = Files.writeString(folder.resolve("m.twohead"), "not a model");

    assertThat(Examples.run("predict", "--model", text.toString(), "photo.jpg")).isEqualTo(2);

    assertOneLine("neither a saved twohead model nor a TFLite or ONNX model");
  }
}
