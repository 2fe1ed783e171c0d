package io.github.twohead.djl.internal.export;

import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.Preprocessing;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Soft blobs and noise of all colours. Their labels mean nothing. */
final class DrawnImages {
  private static final int COUNT = 32;

  private DrawnImages() {}

  /** Draws images of the input's size, always the same. */
  static ImageTable table(List<HeadSpec> heads, Preprocessing input) {
    Map<HeadSpec, Label> labels = new LinkedHashMap<>();
    heads.forEach(head -> labels.put(head, Label.NEGATIVE));
    Random random = new Random(1);
    List<LabelledImage> images = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      BufferedImage image = draw(input.width(), input.height(), random);
      images.add(LabelledImage.of(ImageSource.of(image), labels));
    }
    return ImageTable.of(images);
  }

  private static BufferedImage draw(int width, int height, Random random) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    double[] wave = random.doubles(6, 0, 0.2).toArray();
    double noise = 60 * random.nextDouble();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          double smooth = Math.sin(wave[2 * channel] * x) * Math.cos(wave[2 * channel + 1] * y);
          int value = (int) (128 + 90 * smooth + noise * random.nextGaussian());
          rgb = rgb << 8 | Math.max(0, Math.min(255, value));
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }
}
