package io.github.twohead.bench;

import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Images that compress about as photos do: soft light, things with edges, the noise of a sensor.
 */
final class Drawings {
  private static final int SHAPES = 150;
  private static final int WAVES = 3;
  private static final double NOISE = 6;
  private static final float QUALITY = 0.9f;

  private Drawings() {}

  /** Draws an image that depends on its size and the seed alone. */
  static BufferedImage photo(int width, int height, long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    drawThings(image, random);
    double[] waves = random.doubles(2 * WAVES, 1, 12).toArray();
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        double light = 0;
        for (int i = 0; i < WAVES; i++) {
          light += Math.sin(waves[2 * i] * x / width + waves[2 * i + 1] * y / height);
        }
        row[x] = lit(row[x], 20 * light + NOISE * random.nextGaussian());
      }
      image.setRGB(0, y, width, 1, row, 0, width);
    }
    return image;
  }

  private static void drawThings(BufferedImage image, Random random) {
    int width = image.getWidth();
    int height = image.getHeight();
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setColor(new Color(120, 130, 140));
    pen.fillRect(0, 0, width, height);
    for (int i = 0; i < SHAPES; i++) {
      pen.setColor(new Color(random.nextInt(1 << 24)));
      int x = random.nextInt(width);
      int y = random.nextInt(height);
      int w = 1 + random.nextInt(1 + width / 8);
      int h = 1 + random.nextInt(1 + height / 8);
      if (i % 2 == 0) {
        pen.fillOval(x, y, w, h);
      } else {
        pen.fillRoundRect(x, y, w, h, w / 4, h / 4);
      }
    }
    pen.dispose();
  }

  private static int lit(int rgb, double light) {
    int lit = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int value = (int) Math.round((rgb >> shift & 0xFF) + light);
      lit = lit << 8 | Math.max(0, Math.min(255, value));
    }
    return lit;
  }

  /** The pixels of an image: interleaved RGB, row by row. */
  static byte[] rgb(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    byte[] rgb = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    return rgb;
  }

  /**
   * Encodes an image, JPEGs with quality 90.
   *
   * @param format {@code jpg} or {@code png}
   */
  static byte[] encoded(BufferedImage image, String format, boolean progressive)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ImageWriteParam settings = writer.getDefaultWriteParam();
    if (format.equals("jpg")) {
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(QUALITY);
    }
    if (progressive) {
      settings.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), settings);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** A table of drawn photos in memory as JPEGs, with all labels known. */
  static ImageTable table(List<HeadSpec> heads, int count, int width, int height)
      throws IOException {
    List<LabelledImage> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<HeadSpec, Label> labels = new HashMap<>();
      Label label = i % 2 == 0 ? Label.POSITIVE : Label.NEGATIVE;
      heads.forEach(head -> labels.put(head, label));
      byte[] jpeg = encoded(photo(width, height, i), "jpg", false);
      rows.add(LabelledImage.of(ImageSource.of(jpeg), labels));
    }
    return ImageTable.of(rows);
  }
}
