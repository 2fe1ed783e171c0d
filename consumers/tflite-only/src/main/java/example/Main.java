package example;

import io.github.twohead.HeadPrediction;
import io.github.twohead.MultiHeadPredictor;
import java.nio.file.Path;

/** Prints what a .tflite file of twohead says of photos. */
public final class Main {
  private Main() {}

  /**
   * Runs the program.
   *
   * @param args the file, then the photos
   */
  public static void main(String[] args) {
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(Path.of(args[0]))) {
      for (int i = 1; i < args.length; i++) {
        for (HeadPrediction answer : predictor.predict(Path.of(args[i])).heads()) {
          System.out.println(args[i] + " " + answer.head() + " " + answer.probability());
        }
      }
    }
  }
}
