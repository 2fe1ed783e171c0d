package io.github.twohead.examples;

import io.github.twohead.Calibration;
import io.github.twohead.CalibrationSet;
import io.github.twohead.Evaluation;
import io.github.twohead.ExportFormat;
import io.github.twohead.ExportReport;
import io.github.twohead.Freeze;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Optimizer;
import io.github.twohead.Prediction;
import io.github.twohead.Recipe;
import io.github.twohead.ThresholdChoice;
import io.github.twohead.ThresholdRule;
import io.github.twohead.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The guides' code from a table to an exported file, word for word. */
final class GuideSteps {
  private GuideSteps() {}

  static List<ImageTable> split(
      Path folder, LabelSplitter labels, HeadSpec screen, HeadSpec other) {
    // guide begins
    ImageTable all = ImageTable.readCsv(folder.resolve("photos.csv"), labels);
    List<ImageTable> parts =
        all.split().groupBy("sender").stratifyBy(screen, other).parts(0.7, 0.15, 0.15);
    // guide ends
    return parts;
  }

  static void evaluate(MultiHeadModel model, ImageTable test) {
    // guide begins
    Evaluation evaluation = model.evaluate(test);
    HeadEvaluation head = evaluation.head("screen");
    System.out.println(head.interval(Metric.F1)); // with its 95 % interval, by bootstrap
    System.out.println(head.score(Metric.recallAtPrecision(0.95)));
    System.out.println(head.counts(0.3)); // what another threshold would decide
    for (Evaluation.Row row : evaluation.rows()) {
      System.out.println(row.image().origin() + ": " + row.prediction());
    }
    // guide ends
  }

  static Trainer recipe(MultiHeadModel model) {
    // guide begins
    Trainer trainer =
        model
            .trainer()
            .freeze(Freeze.backbone().unfreezeAt(4)) // only the heads learn in epochs 1 to 3
            .optimizer(Optimizer.adamW(1e-3).backboneFactor(0.3).clipNorm(1))
            .schedule(LearningRateSchedule.cosine().warmup(0.5))
            .emaDecay(0.9); // scores and keeps the weights' moving average (EMA)
    // guide ends
    return trainer;
  }

  static ThresholdChoice tune(MultiHeadModel model, ImageTable validation) {
    // guide begins
    HeadEvaluation screen = model.evaluate(validation).head("screen");
    Calibration calibration = screen.fit(Calibration.Method.TEMPERATURE);
    ThresholdChoice choice =
        screen.calibrated(calibration).choose(ThresholdRule.recallAtLeast(0.9));
    System.out.println(choice); // what it gives, its interval, and whether too few images show it
    model.calibration("screen", calibration);
    model.threshold(choice);
    // guide ends
    return choice;
  }

  static void papers(Path folder, Path photo) {
    // guide begins
    HeadSpec screen = HeadSpec.binary("screen");
    HeadSpec kind = HeadSpec.categorical("kind", "paper", "thing", "screen");
    LabelSplitter labels =
        LabelSplitter.builder()
            .positive(screen, 2)
            .category(kind, "paper", 0)
            .category(kind, "thing", 1)
            .category(kind, "screen", 2)
            .build();
    ImageTable train = ImageTable.readCsv(folder.resolve("train.csv"), labels);
    ImageTable validation = ImageTable.readCsv(folder.resolve("val.csv"), labels);

    try (MultiHeadModel model = MultiHeadModel.builder().heads(screen, kind).build()) {
      model
          .trainer()
          .keepBestBy(screen, Metric.AVERAGE_PRECISION)
          .calibrate(Calibration.Method.TEMPERATURE)
          .chooseThreshold("screen", ThresholdRule.recallAtLeast(0.9))
          .fit(train, validation);
      System.out.println(model.evaluate(validation));
      model.exporter().write(folder.resolve("papers.tflite"));
    }

    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(folder.resolve("papers.tflite"))) {
      Prediction answer = predictor.predict(photo);
      boolean onScreen = answer.head("screen").positive(); // at the threshold that was chosen
      String what = answer.head("kind").category();
      Map<String, Double> likely = answer.head("kind").top(2);
      System.out.println(onScreen + ", " + what + " of " + likely);
    }
    // guide ends
  }

  static ExportReport export(MultiHeadModel model, ImageTable train, ImageTable test, Path folder) {
    // guide begins
    ExportReport report =
        model
            .exporter()
            .format(ExportFormat.TFLITE_INT8)
            .rawPixels() // the file takes pixels of 0 to 255 and normalises them itself
            .calibrationSet(CalibrationSet.minMax(train))
            .samples(test) // where model and file are compared
            .write(folder.resolve("documents.tflite"));
    // guide ends
    return report;
  }

  static void recipe(Path folder) {
    // guide begins
    Recipe recipe = Recipe.read(folder.resolve("documents.yaml"), "training.epochs=2");
    try (MultiHeadModel model = recipe.model()) {
      recipe.trainer(model).fit(recipe.train(), recipe.validation());
      System.out.println(model.provenance().recipe().orElseThrow()); // all settings, given or not
    }
    // guide ends
  }
}
