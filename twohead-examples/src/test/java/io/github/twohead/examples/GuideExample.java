package io.github.twohead.examples;

import io.github.twohead.Checkpoints;
import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.PredictionOutcome;
import io.github.twohead.Recipe;
import io.github.twohead.ThresholdRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The shorter examples of the guides, word for word; {@link GuideExampleTest} runs them. */
final class GuideExample {
  private GuideExample() {}

  static void ownFolder(Path photos, Path folder, Path photo) {
    // guide begins
    HeadSpec screen = HeadSpec.binary("screen");
    HeadSpec other = HeadSpec.binary("other");
    LabelSplitter labels =
        LabelSplitter.builder().positive(screen, "screen").positive(other, "thing").build();
    List<ImageTable> parts =
        ImageTable.readFolders(photos, labels)
            .split()
            .stratifyBy(screen, other)
            .parts(0.7, 0.15, 0.15);

    try (MultiHeadModel model = MultiHeadModel.builder().heads(screen, other).build()) {
      model
          .trainer()
          .chooseThreshold("screen", ThresholdRule.recallAtLeast(0.9)) // on the validation photos
          .fit(parts.get(0), parts.get(1));
      System.out.println(model.evaluate(parts.get(2)));
      model.save(folder.resolve("documents.twohead"));
      model.exporter().write(folder.resolve("documents.tflite"));
    }

    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.open(folder.resolve("documents.tflite"))) {
      System.out.println(predictor.predict(photo).head("screen").positive());
    }
    // guide ends
  }

  static LabelSplitter missing(HeadSpec screen, HeadSpec other) {
    // guide begins
    LabelSplitter labels =
        LabelSplitter.builder()
            .positive(screen, 2)
            .unknown(screen, 1) // class 1 says nothing about this head
            .positive(other, 1)
            .build();
    LabelSplitter byRule =
        (head, imageClass) -> imageClass.isEmpty() ? Label.UNKNOWN : labels.label(head, imageClass);
    // guide ends
    return byRule;
  }

  static void checkpoint(MultiHeadModel model, ImageTable train, ImageTable validation) {
    // guide begins
    model.trainer().checkpoint(Checkpoints.in(Path.of("checkpoints"))).fit(train, validation);
    // guide ends
  }

  static Recipe recipe() {
    // guide begins
    Recipe recipe = Recipe.read(Path.of("documents.yaml"), "training.epochs=20");
    // guide ends
    return recipe;
  }

  static long many(MultiHeadPredictor predictor, Path folder) throws IOException {
    long screens;
    // guide begins
    try (Stream<Path> files = Files.list(folder);
        Stream<PredictionOutcome> outcomes = predictor.predictEach(files.map(ImageSource::of))) {
      screens =
          outcomes
              .flatMap(outcome -> outcome.prediction().stream()) // leaves out what cannot be read
              .map(prediction -> prediction.head("screen"))
              .filter(HeadPrediction::positive)
              .count();
    }
    // guide ends
    return screens;
  }
}
