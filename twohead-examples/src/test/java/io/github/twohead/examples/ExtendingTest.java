package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.Device;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingReport;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.examples.ExtendingExample.ZippedImage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/extending.md says can be a user's own. */
class ExtendingTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final int SIDE = 32;

  @TempDir private Path folder;

  @Test
  void should_train_save_and_open_with_parts_of_ones_own() throws IOException {
    Path archive = archive();
    LabelSplitter labels = ExtendingExample.labels();
    Path file = folder.resolve("own.twohead");

    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .backbone(ExtendingExample.backbone())
            .heads(SCREEN)
            .preprocessing(Preprocessing.standard().size(SIDE))
            .device(Device.cpu())
            .build()) {
      Trainer trainer = ExtendingExample.recipe(model.trainer());
      Metric cost = ExtendingExample.keepCheapest(trainer, SCREEN);
      TrainingReport report =
          trainer
              .loss(ExtendingExample.loss(SCREEN))
              .augmentation(ExtendingExample.augmentation())
              .epochs(5)
              .batchSize(8)
              .fit(table(archive, labels, 0, 16), table(archive, labels, 16, 24));
      model.save(file);

      assertThat(report.epochs()).isNotEmpty();
      HeadEvaluation best = report.best().evaluation().head(SCREEN);
      assertThat(best.counts().f1()).isEqualTo(1);
      assertThat(best.score(cost)).isZero();
      assertThat(best.interval(cost).high()).isZero();
    }

    // the file begins with what it says about itself
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
        .contains("0.9 per epoch(warmup 0.5)", "tiny", "screen cost", "own(brier)", "own(fog 128)");
    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.builder().backbone(ExtendingExample.backbone()).open(file)) {
      ImageSource zipped = new ZippedImage(archive, "20.tif");
      Path tiff = Files.write(folder.resolve("20.tif"), tiff(20));

      assertThat(predictor.predict(zipped).head("screen").positive()).isTrue();
      assertThat(predictor.predict(tiff)).isEqualTo(predictor.predict(zipped));
      assertThatExceptionOfType(UnreadableImageException.class)
          .isThrownBy(() -> predictor.predict(new ZippedImage(archive, "25.tif")))
          .withMessage(archive + "!25.tif: the archive has no such entry");
    }
  }

  @Test
  void should_find_images_of_an_added_format_in_folders() throws IOException {
    Path paper = Files.createDirectories(folder.resolve("classes/paper"));
    Files.write(paper.resolve("1.tif"), tiff(1));
    Files.write(paper.resolve("2.TIFF"), tiff(3));
    Files.createFile(paper.resolve("3.heic"));

    ImageTable table = ImageTable.readFolders(paper.getParent(), ExtendingExample.labels());

    assertThat(table.images()).hasSize(2);
    assertThat(table.notes()).singleElement().asString().endsWith("not named as images: heic");
  }

  /** Even numbers show something bright, a screen; odd ones something dark. */
  private ImageTable table(Path archive, LabelSplitter labels, int from, int to) {
    ImageTable screens = ExtendingExample.table(archive, labels, entries(from, to, 0));
    List<LabelledImage> rows = new ArrayList<>(screens.images());
    for (String entry : entries(from, to, 1)) {
      rows.add(LabelledImage.of(new ZippedImage(archive, entry), "paper", labels));
    }
    return ImageTable.of(rows);
  }

  private static List<String> entries(int from, int to, int odd) {
    return IntStream.range(from, to).filter(i -> i % 2 == odd).mapToObj(i -> i + ".tif").toList();
  }

  private Path archive() throws IOException {
    Path archive = folder.resolve("photos.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (int i = 0; i < 24; i++) {
        zip.putNextEntry(new ZipEntry(i + ".tif"));
        zip.write(tiff(i));
      }
    }
    return archive;
  }

  private static byte[] tiff(int number) throws IOException {
    BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D pen = image.createGraphics();
    pen.setColor(number % 2 == 0 ? Color.WHITE : Color.DARK_GRAY);
    pen.fillRect(5, number / 2, 30, 20);
    pen.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "TIFF", out);
    return out.toByteArray();
  }
}
