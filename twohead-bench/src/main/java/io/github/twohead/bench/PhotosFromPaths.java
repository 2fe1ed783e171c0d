package io.github.twohead.bench;

import io.github.twohead.ImageSource;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.runtime.internal.image.InputImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What does a photo cost that is answered from its path: the first of a process, the next ones, and
 * later ones? Prints a table in Markdown, in milliseconds of the processor that the asking thread
 * takes for a photo, and beside them what reading, decoding and predicting take by themselves.
 *
 * <pre>java -cp twohead-bench/target/benchmarks.jar \
 *     io.github.twohead.bench.PhotosFromPaths documents.tflite 256 photos</pre>
 *
 * <p>The folder has 1,500 JPEGs or more, which are taken in random order.
 */
public final class PhotosFromPaths {
  private static final int LEAST = 1500;
  private static final int FEW = 300;
  private static final int TIMES = 10;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final MultiHeadPredictor predictor;
  private final Preprocessing input;
  private final List<Path> photos;

  private PhotosFromPaths(MultiHeadPredictor predictor, Preprocessing input, List<Path> photos) {
    this.predictor = predictor;
    this.input = input;
    this.photos = photos;
  }

  /**
   * Measures.
   *
   * @param args the file of a model, a side of its input, and a folder with JPEGs
   * @throws IOException if the folder or a photo cannot be read
   */
  public static void main(String[] args) throws IOException {
    List<Path> photos = photos(Path.of(args[2]));
    if (photos.size() < LEAST) {
      throw new IllegalArgumentException(
          args[2] + " must have " + LEAST + " JPEGs at least, but has " + photos.size());
    }
    Collections.shuffle(photos, new Random(1));
    Preprocessing input = Preprocessing.standard().size(Integer.parseInt(args[1]));
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(Path.of(args[0]))) {
      new PhotosFromPaths(predictor, input, photos).run();
    }
  }

  private static List<Path> photos(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return new ArrayList<>(
          files.filter(file -> file.toString().endsWith(".jpg")).sorted().toList());
    }
  }

  private void run() throws IOException {
    List<Path> few = photos.subList(0, FEW);
    System.out.println("| | |\n|---|---|");
    print("the first photo of a process", photos.subList(0, 1), predictor::predict);
    print("the second to the 50th", photos.subList(1, 50), predictor::predict);
    print("the 51st to the 150th", photos.subList(50, 150), predictor::predict);
    print("the 151st to the 1,000th", photos.subList(150, 1000), predictor::predict);
    print("from there on, all different", photos.subList(1000, photos.size()), predictor::predict);
    print(FEW + " photos over and over", again(few), predictor::predict);
    print(
        "decoding alone, the same " + FEW,
        again(few),
        photo -> InputImage.read(ImageSource.of(photo), input));
    List<ImageSource> pixels = new ArrayList<>();
    for (Path photo : few) {
      byte[] rgb = InputImage.read(ImageSource.of(photo), input);
      pixels.add(ImageSource.ofRgb(rgb, input.width(), input.height()));
    }
    print("predicting from pixels alone, the same " + FEW, again(pixels), predictor::predict);
    print("reading the file alone", again(few), Files::readAllBytes);
  }

  private static <T> List<T> again(List<T> few) {
    return Collections.nCopies(TIMES, few).stream().flatMap(List::stream).toList();
  }

  /** What is done with each. */
  private interface Work<T> {
    Object apply(T one) throws IOException;
  }

  private <T> void print(String what, List<T> all, Work<T> work) throws IOException {
    long begin = threads.getCurrentThreadCpuTime();
    for (T one : all) {
      if (work.apply(one) == null) {
        throw new IllegalStateException("no result for " + one);
      }
    }
    double milliseconds = (threads.getCurrentThreadCpuTime() - begin) / 1e6 / all.size();
    System.out.printf(Locale.ROOT, "| %s | %.2g |%n", what, milliseconds);
  }
}
