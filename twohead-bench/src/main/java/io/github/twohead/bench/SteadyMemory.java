package io.github.twohead.bench;

import io.github.twohead.BatchReport;
import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.TrainingListener;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Does memory stay where it was? Prints heap and resident set after 50 and 300 training steps, and
 * after 500 and 10,000 predictions. Linux only, for it reads {@code /proc/self/status}.
 *
 * <pre>java -Xms1g -Xmx1g -XX:+AlwaysPreTouch -cp twohead-bench/target/benchmarks.jar \
 *     io.github.twohead.bench.SteadyMemory</pre>
 *
 * <p>Two heads on ShuffleNetV2 x0.5 at 128×128, batches of 32 noise images (seed 1); predictions
 * from JPEG bytes. With a fixed heap that is touched at the start, the resident set shows what
 * native memory does.
 */
public final class SteadyMemory {
  private static final HeadSpec FIRST = HeadSpec.binary("first");
  private static final HeadSpec SECOND = HeadSpec.binary("second");
  private static final int SIZE = 128;
  private static final int BATCH = 32;
  private static final int BATCHES = 10;
  private static final int EPOCHS = 30;

  private SteadyMemory() {}

  /**
   * Runs the check.
   *
   * @param args none
   * @throws IOException if the system's figures cannot be read
   */
  public static void main(String[] args) throws IOException {
    Path file = Files.createTempFile("twohead-bench-", ".twohead");
    try {
      train(file);
      predict(file);
    } finally {
      Files.delete(file);
    }
  }

  private static void train(Path file) {
    ImageTable train = table(1, BATCH * BATCHES);
    ImageTable validation = table(2, BATCH);
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .heads(FIRST, SECOND)
            .preprocessing(Preprocessing.standard().size(SIZE))
            .device(Device.cpu())
            .build()) {
      model
          .trainer()
          .epochs(EPOCHS)
          .batchSize(BATCH)
          .listener(new StepCounter())
          .fit(train, validation);
      model.save(file);
    }
  }

  private static ImageTable table(long seed, int count) {
    Random random = new Random(seed);
    List<LabelledImage> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Label label = i % 2 == 0 ? Label.POSITIVE : Label.NEGATIVE;
      rows.add(
          LabelledImage.of(ImageSource.of(noise(random)), Map.of(FIRST, label, SECOND, label)));
    }
    return ImageTable.of(rows);
  }

  private static BufferedImage noise(Random random) {
    BufferedImage noise = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIZE * SIZE; i++) {
      noise.setRGB(i % SIZE, i / SIZE, random.nextInt(1 << 24));
    }
    return noise;
  }

  private static void predict(Path file) throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(noise(new Random(3)), "jpg", jpeg);
    byte[] image = jpeg.toByteArray();
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
      for (int i = 1; i <= 10_000; i++) {
        Prediction unused = predictor.predict(image);
        if (i == 500 || i == 10_000) {
          print("predictions", i);
        }
      }
    }
  }

  /** Prints at step 50 and at the last one. */
  private static final class StepCounter implements TrainingListener {
    @Override
    public void onBatch(BatchReport batch) {
      int step = (batch.epoch() - 1) * BATCHES + batch.batch();
      if (step == 50 || step == EPOCHS * BATCHES) {
        print("training steps", step);
      }
    }
  }

  private static void print(String what, int count) {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    System.out.printf(
        "%6d %-14s  heap %4d MB  resident set %5d MB%n",
        count, what, heap >> 20, ResidentSet.megabytes());
  }

  /** The memory that this process holds, as Linux tells it. */
  static final class ResidentSet {
    private ResidentSet() {}

    static long megabytes() {
      try {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
            .findFirst()
            .orElseThrow();
      } catch (IOException e) {
        throw new IllegalStateException("/proc/self/status cannot be read: Linux only", e);
      }
    }
  }
}
