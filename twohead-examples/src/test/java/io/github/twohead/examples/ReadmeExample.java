package io.github.twohead.examples;

import io.github.twohead.Backbone;
import io.github.twohead.Calibration;
import io.github.twohead.ExportFormat;
import io.github.twohead.ExportReport;
import io.github.twohead.Freeze;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Optimizer;
import io.github.twohead.Prediction;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingReport;
import io.github.twohead.WeightedMultiLoss;
import java.nio.file.Path;

/** The README's examples, word for word. */
final class ReadmeExample {
  private ReadmeExample() {}

  static void run(Path folder) {
    // README begins
    HeadSpec screen = HeadSpec.binary("screen");
    HeadSpec other = HeadSpec.binary("not_document");

    LabelSplitter labels =
        LabelSplitter.builder()
            .positive(screen, 2) // class 2 is a screen, every other class is not
            .positive(other, 1)
            .unknown(screen, 1) // optional: class 1 says nothing about this head
            .build();

    ImageTable train = ImageTable.readCsv(folder.resolve("train.csv"), labels);
    ImageTable validation = ImageTable.readCsv(folder.resolve("val.csv"), labels);

    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .backbone(Backbone.shuffleNetV2x05())
            .heads(screen, other)
            .build()) {
      TrainingReport report =
          model
              .trainer()
              .loss(WeightedMultiLoss.builder().weight(screen, 2).weight(other, 1).build())
              .keepBestBy(screen, Metric.F1)
              .epochs(9)
              .batchSize(64)
              .fit(train, validation);
      System.out.println("best epoch " + report.bestEpoch() + ": " + report.best().scores());
      model.save(folder.resolve("documents.twohead"));
    }

    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.open(folder.resolve("documents.twohead"))) {
      Prediction prediction = predictor.predict(folder.resolve("photo.jpg"));
      if (prediction.head("screen").positive()) {
        System.out.println("a screen: " + prediction.head("screen").probability());
      }
    }
    // README ends
  }

  static Trainer recipe(MultiHeadModel model) {
    // README begins
    Trainer trainer =
        model
            .trainer()
            .freeze(Freeze.backbone().unfreezeAt(4)) // only the heads learn in epochs 1 to 3
            .optimizer(Optimizer.adamW(1e-3).backboneFactor(0.3).clipNorm(1))
            .schedule(LearningRateSchedule.cosine().warmup(0.5))
            .weightAverage(0.9); // scores and keeps a moving average of the weights
    // README ends
    return trainer;
  }

  static ExportReport export(MultiHeadModel model, ImageTable train, ImageTable test, Path folder) {
    // README begins
    ExportReport report =
        model
            .exporter()
            .format(ExportFormat.TFLITE_INT8)
            .rawPixels() // the file takes pixels of 0 to 255 and normalises them itself
            .calibration(Calibration.minMax(train))
            .samples(test) // where model and file are compared
            .write(folder.resolve("documents.tflite"));
    // README ends
    return report;
  }
}
