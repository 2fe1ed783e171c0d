package example.modules;

import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.Recipe;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.experiments.Experiment;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Trains by a recipe, exports, and asks each file, from a module among modules. */
public final class Main {
  private static final String RECIPE =
      """
      version: 1
      data: {train: train.csv, validation: validation.csv}
      heads: {red: {positive: [1]}}
      preprocessing: {size: 32}
      backbone: {pretrained: false}
      training: {epochs: 1, batch_size: 8}
      export: {tflite: model.tflite, onnx: model.onnx}
      """;

  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("modules");
    Path photo = draw(folder);
    Path recipe = Files.writeString(folder.resolve("recipe.yaml"), RECIPE);

    Experiment.Run run = Experiment.of(Recipe.read(recipe)).folder(folder.resolve("run")).run();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Main::isModel).sorted().toList()) {
        try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
          Prediction answer = predictor.predict(photo);
          System.out.println(file.getFileName() + " on " + predictor.runtime() + ": " + answer);
        }
      }
    }
    System.out.println(run.report());
    for (Class<?> type : List.of(Main.class, Recipe.class, DjlBackbone.class, Experiment.class)) {
      if (!type.getModule().isNamed()) {
        throw new IllegalStateException(type + " is in no module: it came from the class path");
      }
    }
  }

  private static boolean isModel(Path file) {
    return Stream.of(".twohead", ".tflite", ".onnx").anyMatch(file.toString()::endsWith);
  }

  /** Draws photos, half of them red, and the last one as large as a phone's. */
  private static Path draw(Path folder) throws IOException {
    StringBuilder train = new StringBuilder();
    StringBuilder validation = new StringBuilder();
    Path file = folder;
    for (int i = 0; i < 16; i++) {
      int side = i == 15 ? 3000 : 64;
      BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(new Color(i % 2 == 1 ? 200 : 40, 10 * i, i % 2 == 1 ? 40 : 200));
      graphics.fillRect(0, 0, side, side);
      graphics.dispose();
      file = folder.resolve(i + ".jpg");
      ImageIO.write(image, "jpg", file.toFile());
      (i < 8 ? train : validation).append(i).append(".jpg,").append(i % 2).append('\n');
    }
    Files.writeString(folder.resolve("train.csv"), train);
    Files.writeString(folder.resolve("validation.csv"), validation);
    return file;
  }
}
