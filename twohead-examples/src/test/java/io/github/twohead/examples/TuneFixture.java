package io.github.twohead.examples;

import io.github.twohead.Augmentation;
import io.github.twohead.ExportFormat;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Optimizer;
import io.github.twohead.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A model of a yes/no and a categorical head, trained a little, and photos to tune it on. */
abstract class TuneFixture extends CommandLineFixture {
  static final HeadSpec RED = HeadSpec.builder("red").width(8).build();

  private static final HeadSpec SHADE =
      HeadSpec.builder("shade").width(8).categories(List.of("dark", "middle", "bright")).build();

  static final LabelSplitter LABELS =
      LabelSplitter.builder()
          .positive(RED, "dark red", "middle red", "bright red")
          .category(SHADE, "dark", "dark red", "dark grey")
          .category(SHADE, "middle", "middle red", "middle grey")
          .category(SHADE, "bright", "bright red", "bright grey")
          .build();

  @TempDir static Path shared;

  @BeforeAll
  static void train() throws IOException {
    ImageTable train = ImageTable.readCsv(draw("train", 60, 1), LABELS);
    ImageTable validation = ImageTable.readCsv(draw("val", 60, 2), LABELS);
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .heads(RED, SHADE)
            .preprocessing(Preprocessing.standard().size(32))
            .build()) {
      model
          .trainer()
          .epochs(8)
          .batchSize(10)
          .optimizer(Optimizer.adam(0.005))
          .augmentation(Augmentation.none())
          .fit(train, validation);
      model.save(shared.resolve("m.twohead"));
      model.exporter().format(ExportFormat.ONNX).write(shared.resolve("m.onnx"));
    }
    draw("few", 9, 3);
  }

  /** Noise whose red and brightness vary; which is which is not always certain. */
  private static Path draw(String name, int count, long seed) throws IOException {
    Random random = new Random(seed);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean red = i % 2 == 0;
      int shade = i % 3;
      int level = 50 + 60 * shade + random.nextInt(-30, 31);
      int more = (red ? 50 : 0) + random.nextInt(-40, 41);
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 32 * 32; pixel++) {
        int value = level + random.nextInt(-10, 11);
        int rgb = Math.min(255, Math.max(0, value + more)) << 16 | value << 8 | value;
        image.setRGB(pixel % 32, pixel / 32, rgb);
      }
      String file = name + i + ".png";
      ImageIO.write(image, "png", shared.resolve(file).toFile());
      rows.add(file + "|" + SHADE.categories().get(shade) + (red ? " red" : " grey"));
    }
    return Files.write(shared.resolve(name + ".csv"), rows);
  }

  static int tune(String model, String csv, String... options) {
    List<String> args =
        new ArrayList<>(List.of("tune", "--model", file(model), "--csv", file(csv)));
    args.addAll(List.of(options));
    return Examples.run(args.toArray(String[]::new));
  }

  static String file(String name) {
    return shared.resolve(name).toString();
  }
}
