package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guides show happens. */
class GuideExampleTest {
  private static final int NOT_INSTALLED = -1;
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");

  @TempDir private Path folder;

  @Test
  void should_go_from_a_folder_to_an_answer() throws IOException {
    Path photos = photosByClass();

    GuideExample.ownFolder(photos, folder, folder.resolve("test/0002.jpg"));

    try (MultiHeadPredictor phone = MultiHeadPredictor.open(folder.resolve("documents.tflite"))) {
      assertThat(phone.threshold("screen")).isNotEqualTo(0.5);
      assertThat(GuideExample.many(phone, photos.resolve("screen"))).isPositive();
    }
  }

  private Path photosByClass() throws IOException {
    SceneFolder.draw(folder, 90, 1);
    Path photos = folder.resolve("photos");
    List<String> names = List.of("paper", "thing", "screen");
    for (String name : names) {
      Files.createDirectories(photos.resolve(name));
    }
    for (String row : Files.readAllLines(folder.resolve("train.csv"))) {
      Path photo = folder.resolve(row.split("\\|")[0]);
      String name = names.get(Integer.parseInt(row.split("\\|")[1]));
      Files.copy(photo, photos.resolve(name).resolve(photo.getFileName()));
    }
    return photos;
  }

  @Test
  void should_leave_out_what_is_not_known() {
    LabelSplitter labels = GuideExample.missing(SCREEN, HeadSpec.binary("other"));

    assertThat(labels.label(SCREEN, "2")).isEqualTo(Label.POSITIVE);
    assertThat(labels.label(SCREEN, "1")).isEqualTo(Label.UNKNOWN);
    assertThat(labels.label(SCREEN, "0")).isEqualTo(Label.NEGATIVE);
    assertThat(labels.label(SCREEN, "")).isEqualTo(Label.UNKNOWN);
  }

  /** Where Node.js is: what JavaScript is told to resize with gives the pixels that we see. */
  @Test
  void should_resize_in_a_browser_as_here() throws Exception {
    Path guide = Guides.PROJECT.resolve("docs/elsewhere.md");
    Path pixels = Files.write(folder.resolve("pixels"), pixels(133, 71));
    Path result = folder.resolve("result");
    Path program = folder.resolve("resize.js");
    Files.writeString(
        program,
        Guides.blocks(guide, "js").get(0)
            + "\nconst fs = require('fs'); const [from, to] = process.argv.slice(2);"
            + "\nfs.writeFileSync(to, resize(fs.readFileSync(from), 133, 71, 64, 96));");
    int exitCode = run("node", program, pixels, result);
    assumeThat(exitCode).isNotEqualTo(NOT_INSTALLED);

    assertThat(exitCode).isZero();
    byte[] resized = Files.readAllBytes(result);
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .heads(SCREEN)
            .preprocessing(Preprocessing.standard().size(64, 96))
            .build()) {
      BufferedImage seen = model.input(ImageSource.ofRgb(pixels(133, 71), 133, 71));
      assertThat(resized).isEqualTo(bytes(seen));
    }
  }

  private static byte[] pixels(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    new Random(7).nextBytes(pixels);
    return pixels;
  }

  private static byte[] bytes(BufferedImage image) {
    byte[] bytes = new byte[3 * image.getWidth() * image.getHeight()];
    for (int i = 0; i < bytes.length; i++) {
      int pixel = image.getRGB(i / 3 % image.getWidth(), i / 3 / image.getWidth());
      bytes[i] = (byte) (pixel >> (16 - 8 * (i % 3)));
    }
    return bytes;
  }

  /** Runs a program; its exit code, or {@link #NOT_INSTALLED}. */
  private static int run(String command, Path... arguments) throws InterruptedException {
    try {
      List<String> line = new ArrayList<>(List.of(command));
      List.of(arguments).forEach(argument -> line.add(argument.toString()));
      Process process = new ProcessBuilder(line).inheritIO().start();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      return process.exitValue();
    } catch (IOException e) {
      return NOT_INSTALLED;
    }
  }
}
