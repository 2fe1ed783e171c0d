package io.github.twohead.bench;

import com.sun.management.OperatingSystemMXBean;
import io.github.twohead.ImageSource;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.PredictionOutcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How many photos a second are answered out of a folder, on all cores? Prints a line per pass over
 * the folder; the first ones warm up.
 *
 * <pre>java -cp twohead-bench/target/benchmarks.jar io.github.twohead.bench.BulkPredictions \
 *     documents.onnx photos 3</pre>
 *
 * <p>{@code twohead-bench/bulk.py} runs it in turn with the same in Python.
 */
public final class BulkPredictions {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private BulkPredictions() {}

  /**
   * Runs the passes.
   *
   * @param args the file of a model, a folder with JPEGs, and the number of passes
   * @throws IOException if the folder cannot be read
   */
  public static void main(String[] args) throws IOException {
    List<ImageSource> photos = photos(Path.of(args[1]));
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(Path.of(args[0]))) {
      for (int pass = 0; pass < Integer.parseInt(args[2]); pass++) {
        long begin = System.nanoTime();
        long cpu = PROCESS.getProcessCpuTime();
        try (Stream<PredictionOutcome> outcomes = predictor.predictEach(photos.stream())) {
          outcomes.map(PredictionOutcome::orElseThrow).forEach(prediction -> {});
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "%d photos, %.1f a second, %.2f ms of CPU for one%n",
            photos.size(),
            photos.size() / seconds,
            (PROCESS.getProcessCpuTime() - cpu) / 1e6 / photos.size());
      }
    }
  }

  private static List<ImageSource> photos(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jpg"))
          .sorted()
          .map(ImageSource::of)
          .toList();
    }
  }
}
