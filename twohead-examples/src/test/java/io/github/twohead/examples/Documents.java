package io.github.twohead.examples;

import io.github.twohead.*;
import java.nio.file.Path;

public class Documents {
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
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
      System.out.println("best epoch " + report.bestEpoch() + ": " + report.best().evaluation());
      model.save(folder.resolve("documents.twohead"));
    }

    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.open(folder.resolve("documents.twohead"))) {
      Prediction prediction = predictor.predict(Path.of(args[1]));
      HeadPrediction answer = prediction.head("screen");
      System.out.println((answer.positive() ? "a screen: " : "no screen: ") + answer.probability());
    }
  }
}
