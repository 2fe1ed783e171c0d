package io.github.twohead.bench;

import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.PredictionOutcome;
import io.github.twohead.bench.SteadyMemory.ResidentSet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Does memory grow by more than the answers where 100,000 photos are answered? Prints heap,
 * resident set and temporary files after every tenth of a stream of predictions, and of an
 * evaluation. Linux only, for it reads {@code /proc/self/status}.
 *
 * <pre>java -Xms256m -Xmx256m -XX:+AlwaysPreTouch -cp twohead-bench/target/benchmarks.jar \
 *     io.github.twohead.bench.BulkMemory documents.tflite photos 100000</pre>
 *
 * <p>The photos of the folder are repeated. Rows of the table are there before it is evaluated:
 * what the heap grows by from then on is the evaluation's, up to the table's own answers.
 */
public final class BulkMemory {
  private static final int LINES = 10;

  private final int images;
  private final List<Path> photos;
  private final AtomicInteger loaded = new AtomicInteger();

  private BulkMemory(List<Path> photos, int images) {
    this.photos = photos;
    this.images = images;
  }

  /**
   * Runs the check.
   *
   * @param args the file of a model, a folder with JPEGs, and the number of images
   * @throws IOException if the folder or the system's figures cannot be read
   */
  public static void main(String[] args) throws IOException {
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(Path.of(args[0]));
        Stream<Path> files = Files.walk(Path.of(args[1]))) {
      List<Path> photos = files.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
      BulkMemory memory = new BulkMemory(photos, Integer.parseInt(args[2]));
      memory.predict(predictor);
      memory.evaluate(predictor);
    }
  }

  /** A photo under a number of its own, so that none repeats another. */
  private record Photo(BulkMemory memory, int number) implements ImageSource.OnDemand {
    @Override
    public String name() {
      return "photo " + number;
    }

    @Override
    public ImageSource load() {
      memory.count();
      return ImageSource.of(memory.photos.get(number % memory.photos.size()));
    }
  }

  private void count() {
    int count = loaded.incrementAndGet();
    if (count % Math.max(1, images / LINES) == 0) {
      print(count);
    }
  }

  private void predict(MultiHeadPredictor predictor) {
    System.out.println("a stream of predictions");
    Stream<ImageSource> sources = IntStream.range(0, images).mapToObj(i -> new Photo(this, i));
    try (Stream<PredictionOutcome> outcomes = predictor.predictEach(sources)) {
      outcomes.map(PredictionOutcome::orElseThrow).forEach(prediction -> {});
    }
  }

  private void evaluate(MultiHeadPredictor predictor) {
    loaded.set(0);
    List<LabelledImage> rows = new ArrayList<>(images);
    List<Map<HeadSpec, Label>> labels = List.of(labels(predictor, false), labels(predictor, true));
    for (int i = 0; i < images; i++) {
      rows.add(LabelledImage.of(new Photo(this, i), labels.get(i % 2)));
    }
    ImageTable table = () -> rows;
    System.out.println("an evaluation");
    long before = print(0);
    Object evaluation = predictor.evaluate(table);
    long after = print(images);
    System.out.printf(
        Locale.ROOT,
        "%s holds %.1f bytes an image%n",
        evaluation.getClass().getSimpleName(),
        (double) (after - before) / images);
  }

  private static Map<HeadSpec, Label> labels(MultiHeadPredictor predictor, boolean second) {
    Map<HeadSpec, Label> labels = new LinkedHashMap<>();
    for (HeadSpec head : predictor.heads()) {
      Label binary = second ? Label.POSITIVE : Label.NEGATIVE;
      labels.put(
          head,
          head.isCategorical() ? Label.category(head.categories().get(second ? 1 : 0)) : binary);
    }
    return labels;
  }

  /** Returns the bytes of the heap that are in use. */
  private static long print(int count) {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    System.out.printf(
        Locale.ROOT,
        "%,9d images  heap %6.1f MB  resident set %5d MB  temporary files %d%n",
        count,
        heap / 1e6,
        ResidentSet.megabytes(),
        temporaryFiles());
    return heap;
  }

  private static long temporaryFiles() {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.getFileName().toString().startsWith("twohead")).count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
