package io.github.twohead.djl.internal.bundle;

import io.github.twohead.Augmentation;
import io.github.twohead.Backbone;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Optimizer;
import io.github.twohead.TrainingReport;
import io.github.twohead.djl.internal.Samples;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Writes the saved model that a release leaves to the tests of all later ones, and prints what
 * {@link ReleaseTest} shall expect of it. Run once per release, when the version is the release's:
 *
 * <pre>{@code
 * mvn -pl twohead-djl -am test -Dtest=ReleaseFixture -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dfixture=src/test/resources/io/github/twohead/djl/internal/bundle/release-X.Y.Z.twohead
 * }</pre>
 */
class ReleaseFixture {

  @Test
  @EnabledIfSystemProperty(named = "fixture", matches = ".+")
  void write() {
    Path file = Path.of(System.getProperty("fixture"));
    try (MultiHeadModel model = Samples.model(Backbone.shuffleNetV2x05(), 42)) {
      TrainingReport report =
          model
              .trainer()
              .epochs(30)
              .batchSize(16)
              .optimizer(Optimizer.adam(3e-3))
              .schedule(LearningRateSchedule.cosine())
              .augmentation(Augmentation.none())
              .fit(Samples.table(12, 0), Samples.validation());
      System.out.println("best epoch " + report.bestEpoch() + ": " + report.best().scores());
      model.save(file);
    }
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
      for (boolean red : new boolean[] {true, false}) {
        System.out.println((red ? "red: " : "blue: ") + predictor.predict(image(red)).heads());
      }
    }
  }

  /** An image that is the same on every machine. */
  static BufferedImage image(boolean red) {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        int strong = 120 + 2 * x;
        int weak = 40 + y;
        image.setRGB(x, y, red ? strong << 16 | weak << 8 | weak : weak << 16 | weak << 8 | strong);
      }
    }
    return image;
  }
}
