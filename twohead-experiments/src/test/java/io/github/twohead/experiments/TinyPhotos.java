package io.github.twohead.experiments;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Data that trains in a second: noise, of which class 1 is more violet. */
final class TinyPhotos {
  private static final int SIDE = 32;
  private static final int IMAGES = 16;

  private TinyPhotos() {}

  /** Draws train, validation and test, and writes a recipe beside them. */
  static Path recipe(Path folder) throws IOException {
    Random random = new Random(1);
    for (String table : new String[] {"train", "val", "test"}) {
      StringBuilder rows = new StringBuilder("path,class\n");
      for (int i = 0; i < IMAGES; i++) {
        String name = table + "-" + i + ".png";
        ImageIO.write(photo(i % 2 == 1, random), "png", folder.resolve(name).toFile());
        rows.append(name).append(',').append(i % 2).append('\n');
      }
      Files.writeString(folder.resolve(table + ".csv"), rows);
    }
    return Files.writeString(
        folder.resolve("tiny.yaml"),
        """
        version: 1
        data: {train: train.csv, validation: val.csv, test: test.csv}
        heads:
          screen: {positive: [1], width: 8}
        preprocessing: {size: 32}
        training: {epochs: 1, batch_size: 8, keep_best_by: screen roc_auc, threads: 1, workers: 1}
        """);
  }

  private static BufferedImage photo(boolean violet, Random random) {
    BufferedImage photo = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int v = random.nextInt(120);
        Color color = violet ? new Color(v + 60, v, v + 130) : new Color(v, v + 100, v);
        photo.setRGB(x, y, color.getRGB());
      }
    }
    return photo;
  }
}
