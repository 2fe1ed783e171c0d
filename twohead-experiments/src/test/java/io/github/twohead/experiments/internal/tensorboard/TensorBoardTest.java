package io.github.twohead.experiments.internal.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.experiments.MadeUpRun;
import io.github.twohead.experiments.Tracker;
import io.github.twohead.experiments.Tracker.Picture;
import io.github.twohead.experiments.Trackers;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tensorboard_check.py} says of a run, as far as it can be said without Python. */
class TensorBoardTest {
  @TempDir Path folder;

  private Trackers tracked(MultiHeadModel model) {
    return Trackers.builder(MadeUpRun.in(folder))
        .tracker(Tracker.named("tensorboard"))
        .model(model)
        .start();
  }

  private byte[] written() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*tfevents*")) {
      return Files.readAllBytes(files.iterator().next());
    }
  }

  /** The whole records of a file, each with the checksums that it should have. */
  private static List<String> records(byte[] file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<String> records = new ArrayList<>();
    int start = 0;
    while (start + 12 <= file.length && start + 16 + bytes.getLong(start) <= file.length) {
      int size = (int) bytes.getLong(start);
      ByteArrayOutputStream again = new ByteArrayOutputStream();
      EventFile.write(ByteString.copyFrom(file, start + 12, size), again);
      assertThat(again.toByteArray())
          .isEqualTo(ByteString.copyFrom(file, start, 16 + size).toByteArray());
      records.add(new String(file, start + 12, size, StandardCharsets.ISO_8859_1));
      start += 16 + size;
    }
    return records;
  }

  @Test
  void should_write_what_every_plugin_shows() throws IOException {
    MadeUpRun run = new MadeUpRun();
    try (MultiHeadModel model = run.model();
        Trackers trackers = tracked(model)) {
      run.train(trackers, 2, 5, 60);
      trackers.ended(Ending.COMPLETED);
    }

    List<String> records = records(written());

    assertThat(records.get(0)).contains("brain.Event:2");
    assertThat(records).filteredOn(record -> record.contains("train/batch_loss")).hasSize(10);
    assertThat(records).filteredOn(record -> record.contains("validation/kind/mcc")).hasSize(2);
    assertThat(records).filteredOn(record -> record.contains("histograms")).hasSize(4);
    assertThat(records).filteredOn(record -> record.contains("pr_curves")).hasSize(8);
    assertThat(records).filteredOn(record -> record.contains("images")).isNotEmpty();
    assertThat(records).filteredOn(record -> record.contains("_hparams_/")).hasSize(2);
  }

  @Test
  void should_hold_all_of_an_epoch_that_ended_though_the_process_is_killed_later()
      throws IOException {
    MadeUpRun run = new MadeUpRun();
    try (MultiHeadModel model = run.model();
        Trackers trackers = tracked(model)) {
      run.train(trackers, 1, 5, 60);

      byte[] now = written();

      assertThat(records(now)).filteredOn(r -> r.contains("train/batch_loss")).hasSize(5);
      assertThat(records(now).stream().mapToInt(String::length).map(n -> n + 16).sum())
          .isEqualTo(now.length);
    }
  }

  @Test
  void should_write_captions_below_pictures() throws IOException {
    BufferedImage red = new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 300 * 200; i++) {
      red.setRGB(i % 300, i / 300, Color.RED.getRGB());
    }
    Picture picture = Picture.of("screen is no, answered yes with 96.0 %: " + "a".repeat(300), red);

    BufferedImage read = ImageIO.read(new ByteArrayInputStream(CaptionedPicture.jpeg(picture)));

    assertThat(read.getWidth()).isEqualTo(CaptionedPicture.width(picture)).isEqualTo(300);
    assertThat(read.getHeight()).isEqualTo(CaptionedPicture.height(picture)).isGreaterThan(240);
    assertThat(new Color(read.getRGB(150, 100)).getRed()).isGreaterThan(240);
    assertThat(new Color(read.getRGB(299, 240)).getRed()).isLessThan(60);
  }
}
