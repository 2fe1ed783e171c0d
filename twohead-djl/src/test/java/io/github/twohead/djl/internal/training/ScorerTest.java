package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.twohead.DataException;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.Preprocessing;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.runtime.internal.data.Workers;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.serving.Inference;
import io.github.twohead.runtime.internal.serving.Scorer;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a table is scored. */
class ScorerTest {
  private static final HeadLayout LAYOUT = new HeadLayout(List.of(Samples.RED, Samples.BRIGHT));
  private static final Preprocessing INPUT = Preprocessing.standard().size(Samples.SIDE);
  private static final int IMAGES = 320;

  @TempDir Path folder;

  private final AtomicInteger batches = new AtomicInteger();
  private final Workers workers = new Workers();

  @AfterEach
  void stop() {
    Thread.interrupted();
    workers.close();
  }

  @Test
  void should_run_the_network_while_most_images_are_not_decoded_yet() {
    AtomicInteger decoded = new AtomicInteger();
    List<LabelledImage> rows = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      ImageSource image = new Samples.HookedImage(1, decoded::incrementAndGet).source();
      rows.add(LabelledImage.of(image, "1", Samples.LABELS));
    }
    List<Integer> before = new ArrayList<>();

    scorer(images -> before.add(decoded.get())).score(ImageTable.of(rows));

    assertThat(before).hasSize(10);
    assertThat(before.get(0)).isLessThan(IMAGES / 2);
    assertThat(decoded).hasValue(IMAGES);
  }

  @Test
  void should_keep_no_decoded_image() {
    List<WeakReference<byte[]>> decoded = new ArrayList<>();
    Scorer scorer =
        scorer(
            images -> {
              images.forEach(image -> decoded.add(new WeakReference<>(image)));
              if (batches.get() == 10) {
                assertThat(decoded).hasSize(IMAGES);
                awaitCollected(decoded);
              }
              return true;
            });

    scorer.score(Samples.table(IMAGES / 5, 0));

    assertThat(batches).hasValue(10);
  }

  /** The workers' last images may still be on their stacks. */
  private static void awaitCollected(Iterable<WeakReference<byte[]>> references) {
    for (int attempt = 0; attempt < 20; attempt++) {
      System.gc();
      int alive = 0;
      for (WeakReference<byte[]> reference : references) {
        alive += reference.get() == null ? 0 : 1;
      }
      if (alive < 64) {
        return;
      }
    }
    throw new AssertionError("decoded images are kept");
  }

  @Test
  void should_list_all_unreadable_images_without_running_the_network_further() throws IOException {
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      if (i == 3 || i == 199) {
        Files.writeString(folder.resolve(i + ".png"), "no image");
      } else if (i != 100) {
        Samples.file(folder, i + ".png", i % 4, i);
      }
      csv.append(i).append(".png|").append(i % 4).append('\n');
    }

    DataException e = scored(csv.toString());

    assertThat(e.problems())
        .satisfiesExactly(
            p -> assertThat(p).contains(":4: ", "not a JPEG"),
            p -> assertThat(p).contains(":200: ", "not a JPEG"),
            p -> assertThat(p).contains(":101: ", "no such file"));
    assertThat(batches.get()).isLessThanOrEqualTo(1);
  }

  @Test
  void should_list_unreadable_images_together_with_wrong_rows() throws IOException {
    Samples.file(folder, "a.png", 1, 0);

    DataException e = scored("a.png|1\na.png\nb.png|1\na.png|7\n");

    assertThat(e.problems())
        .satisfiesExactly(
            p -> assertThat(p).contains(":2: expected"),
            p -> assertThat(p).contains(":4: unknown class \"7\""),
            p -> assertThat(p).contains(":3: ", "no such file"));
    assertThat(batches).hasValue(0);
  }

  @Test
  void should_score_a_repeated_image_each_time() throws IOException {
    Samples.file(folder, "a.png", 1, 0);
    Path csv = Files.writeString(folder.resolve("t.csv"), "a.png|1\na.png|1\n");

    assertThat(scorer(images -> true).score(ImageTable.readCsv(csv, Samples.LABELS)))
        .satisfies(scores -> assertThat(scores.images()).isEqualTo(2));
  }

  @Test
  void should_end_when_interrupted_and_keep_the_threads_status() {
    Scorer scorer =
        scorer(
            images -> {
              Thread.currentThread().interrupt();
              return true;
            });

    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> scorer.score(Samples.table(IMAGES / 5, 0)))
        .withMessage("evaluation was interrupted");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(batches).hasValue(1);
  }

  private DataException scored(String csv) throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), csv);
    ImageTable table = ImageTable.readCsv(file, Samples.LABELS);
    return catchThrowableOfType(DataException.class, () -> scorer(images -> true).score(table));
  }

  private Scorer scorer(Predicate<List<byte[]>> hook) {
    return new Scorer(OperatingPoints.standard(LAYOUT), INPUT, new Batches(hook), workers);
  }

  /** Counts its batches of 32 images, and lets them be seen. */
  private final class Batches implements Inference {
    private final Predicate<List<byte[]>> hook;

    Batches(Predicate<List<byte[]>> hook) {
      this.hook = hook;
    }

    @Override
    public int together() {
      return 32;
    }

    @Override
    public double[] probabilities(List<byte[]> images) {
      batches.incrementAndGet();
      assertThat(hook.test(images)).isTrue();
      return new double[2 * images.size()];
    }

    @Override
    public double[] probabilities(FloatBuffer ready) {
      throw new AssertionError();
    }

    @Override
    public String runtime() {
      return "none";
    }

    @Override
    public void close() {}
  }
}
