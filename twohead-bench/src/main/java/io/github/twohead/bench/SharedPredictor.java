package io.github.twohead.bench;

import io.github.twohead.ImageSource;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.bench.SteadyMemory.ResidentSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Do 16 threads that share a predictor get, to the bit, what one thread gets, and does memory stay
 * where it was? Makes 100,000 predictions per file and prints the resident set ten times. Linux
 * only, for it reads {@code /proc/self/status}.
 *
 * <pre>java -Xms512m -Xmx512m -XX:+AlwaysPreTouch -cp twohead-bench/target/benchmarks.jar \
 *     io.github.twohead.bench.SharedPredictor documents.tflite documents.onnx</pre>
 *
 * <p>64 images of noise (seed 1), at the input's size.
 */
public final class SharedPredictor {
  private static final int IMAGES = 64;
  private static final int THREADS = 16;
  private static final int PREDICTIONS = 100_000;
  private static final int ROUNDS = 10;

  private SharedPredictor() {}

  /**
   * Runs the check; the exit code is 1 if any prediction differs.
   *
   * @param args the files of models
   * @throws Exception if a prediction fails
   */
  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      throw new IllegalArgumentException("expected: files of models");
    }
    int differences = 0;
    for (String file : args) {
      try (MultiHeadPredictor predictor = MultiHeadPredictor.open(Path.of(file))) {
        differences += check(file, predictor);
      }
    }
    System.exit(differences == 0 ? 0 : 1);
  }

  private static int check(String file, MultiHeadPredictor predictor) throws Exception {
    List<ImageSource> images = noise(predictor.preprocessing());
    List<Prediction> expected = images.stream().map(predictor::predict).toList();
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    int differences = 0;
    try {
      for (int round = 1; round <= ROUNDS; round++) {
        differences += round(pool, predictor, images, expected);
        System.out.printf(
            "%s  %6d predictions  %d differ  resident set %d MB%n",
            file, round * PREDICTIONS / ROUNDS, differences, ResidentSet.megabytes());
      }
    } finally {
      pool.shutdown();
    }
    return differences;
  }

  /** Returns how many predictions were not as expected. */
  private static int round(
      ExecutorService pool,
      MultiHeadPredictor predictor,
      List<ImageSource> images,
      List<Prediction> expected)
      throws InterruptedException, ExecutionException {
    List<Future<Integer>> counts = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int first = thread;
      counts.add(
          pool.submit(
              () ->
                  (int)
                      IntStream.range(0, PREDICTIONS / ROUNDS / THREADS)
                          .map(i -> (first + i) % IMAGES)
                          .filter(i -> !predictor.predict(images.get(i)).equals(expected.get(i)))
                          .count()));
    }
    int differences = 0;
    for (Future<Integer> count : counts) {
      differences += count.get();
    }
    return differences;
  }

  private static List<ImageSource> noise(Preprocessing input) {
    Random random = new Random(1);
    List<ImageSource> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      byte[] pixels = new byte[3 * input.width() * input.height()];
      random.nextBytes(pixels);
      images.add(ImageSource.ofRgb(pixels, input.width(), input.height()));
    }
    return images;
  }
}
