package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.twohead.EpochReport;
import io.github.twohead.Freeze;
import io.github.twohead.ImageCache;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingException;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.djl.internal.Samples;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What training does with images that it kept, and with those that it could not keep. */
class ImageCacheTest {
  private static final int BYTES = 3 * Samples.SIDE * Samples.SIDE;
  private static final int EPOCHS = 3;

  @TempDir Path folder;

  /** Counts how often it is decoded. */
  private static final class CountedImage extends BufferedImage {
    private final AtomicInteger looks = new AtomicInteger();
    private int looksOfOne;

    CountedImage() {
      super(Samples.SIDE, Samples.SIDE, TYPE_INT_RGB);
      setData(Samples.image(1, 1, Samples.SIDE).getData());
    }

    @Override
    public int getHeight() {
      if (looks != null) { // the constructor of the class above looks too
        looks.incrementAndGet();
      }
      return super.getHeight();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0, false, 1", // all in memory
    "0, 100, false, 1", // all in the file
    "0, 0, false, 4",
    "100, 0, true, 1", // images and features
    "42, 0, true, 2", // all features, which are as large, and one of 41 images
    "0, 0, true, 4"
  })
  void should_decode_again_only_what_was_not_kept(
      int memory, int disk, boolean frozen, int expected) {
    CountedImage image = new CountedImage();
    List<LabelledImage> rows = new ArrayList<>(Samples.table(5, 0).images());
    rows.add(LabelledImage.of(ImageSource.of(image), "1", Samples.LABELS)); // the 26th
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onDecoded(int decoded, int total) {
            image.looksOfOne = decoded == total ? image.looks.get() : 0;
          }
        };
    image.looks.set(0);
    try (MultiHeadModel model = Samples.model(1)) {
      Trainer trainer = trainer(model).listener(listener);
      (frozen ? trainer.freeze(Freeze.backbone()) : trainer)
          .imageCache(
              ImageCache.standard()
                  .memory((long) memory * BYTES)
                  .disk((long) disk * BYTES)
                  .folder(folder))
          .fit(ImageTable.of(rows), Samples.validation());
    }

    assertThat(image.looksOfOne).isPositive();
    assertThat(image.looks.get()).isEqualTo(expected * image.looksOfOne);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void should_train_where_no_file_can_be_written() throws IOException {
    Path noFolder = Files.createFile(folder.resolve("file"));
    ImageCache none = ImageCache.standard().memory(0).disk(0);

    TrainingReport expected = run(none);

    for (Path wrong : List.of(noFolder, folder.resolve("none"))) {
      TrainingReport report = run(ImageCache.standard().memory(0).folder(wrong));
      assertThat(report.epochs())
          .extracting(EpochReport::loss)
          .containsExactlyElementsOf(expected.epochs().stream().map(EpochReport::loss).toList());
    }
  }

  private static TrainingReport run(ImageCache cache) {
    try (MultiHeadModel model = Samples.model(1)) {
      return trainer(model).imageCache(cache).fit(Samples.train(), Samples.validation());
    }
  }

  @Test
  void should_keep_the_best_epoch_when_an_image_is_lost_later() throws IOException {
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      Samples.file(folder, i + ".png", i % 5, i);
      csv.append(i).append(".png|").append(i % 5).append('\n');
    }
    Path file = Files.writeString(folder.resolve("train.csv"), csv);
    AtomicReference<Map<String, List<Float>>> first = new AtomicReference<>();
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void onEpoch(EpochReport epoch) {
              first.set(Samples.weights(model));
              delete(folder.resolve("3.png"));
            }
          };

      TrainingException e =
          catchThrowableOfType(
              TrainingException.class,
              () ->
                  trainer(model)
                      .imageCache(ImageCache.standard().memory(0).disk(0))
                      .listener(listener)
                      .fit(ImageTable.readCsv(file, Samples.LABELS), Samples.validation()));

      assertThat(e)
          .hasMessageContainingAll(
              "train.csv:4: ", "no such file", "when training started", "the weights of epoch 1");
      assertThat(e.report().bestEpoch()).isEqualTo(1);
      assertThat(Samples.weights(model)).isEqualTo(first.get());
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Trainer trainer(MultiHeadModel model) {
    return Samples.trainer(model, LearningRateSchedule.constant()).epochs(EPOCHS);
  }
}
