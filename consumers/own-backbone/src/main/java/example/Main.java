package example;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import io.github.twohead.Backbone;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.DjlBackbone;
import java.nio.file.Path;

/** Trains one head on two convolutions, saves the model, and opens it again. */
public final class Main {
  private static final Backbone TINY =
      DjlBackbone.of("tiny", () -> new SequentialBlock().add(convolution(8)).add(convolution(16)));

  private static SequentialBlock convolution(int filters) {
    return new SequentialBlock()
        .add(
            Conv2d.builder()
                .setKernelShape(new Shape(3, 3))
                .optStride(new Shape(2, 2))
                .setFilters(filters)
                .build())
        .add(BatchNorm.builder().build())
        .add(Activation::relu);
  }

  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    Path saved = Path.of(args[1]);
    HeadSpec red = HeadSpec.binary("red");
    LabelSplitter labels = LabelSplitter.builder().positive(red, 2).build();
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .backbone(TINY)
            .heads(red)
            .preprocessing(Preprocessing.standard().size(32))
            .build()) {
      model
          .trainer()
          .epochs(6)
          .batchSize(8)
          .fit(
              ImageTable.readCsv(folder.resolve("train.csv"), labels),
              ImageTable.readCsv(folder.resolve("val.csv"), labels));
      model.save(saved);
    }
    try (MultiHeadPredictor predictor = MultiHeadPredictor.builder().backbone(TINY).open(saved)) {
      System.out.println("red.png " + predictor.predict(folder.resolve("red.png")));
      System.out.println("blue.png " + predictor.predict(folder.resolve("blue.png")));
    }
  }
}
