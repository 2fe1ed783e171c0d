package io.github.twohead.examples.scenes;

import java.awt.image.BufferedImage;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What happens between a scene and its picture: uneven light, blur, exposure, colour cast, noise,
 * compression. The same for all kinds of scenes; exposure is automatic, so that no kind is brighter
 * than another.
 */
final class Camera {

  private static final int NOISE_LENGTH = 1 << 13;
  private static final byte[] NOISE = gaussianNoise();
  private static final int BLOCK = 8;
  private static final double MAX_HIGHLIGHT = 270;

  private final int width;
  private final int height;
  private final int[] pixels;
  private final RandomGenerator random;

  private Camera(BufferedImage frame, RandomGenerator random) {
    width = frame.getWidth();
    height = frame.getHeight();
    pixels = Images.pixels(frame);
    this.random = random;
  }

  static void shoot(BufferedImage frame, RandomGenerator random) {
    Camera camera = new Camera(frame, random);
    camera.light();
    for (int i = camera.blurPasses(); i > 0; i--) {
      camera.blur();
    }
    camera.develop();
    if (random.nextInt(4) == 0) {
      camera.compress();
    }
  }

  /** A slope, a lamp's pool of light or its opposite, and sometimes the soft shadow of a hand. */
  private void light() {
    double slopeX = random.nextDouble(-0.5, 0.5);
    double slopeY = random.nextDouble(-0.5, 0.5);
    double pool = random.nextDouble(-0.35, 0.9);
    double poolX = random.nextDouble(-0.5, 0.5);
    double poolY = random.nextDouble(-0.5, 0.5);
    boolean shaded = random.nextInt(4) == 0;
    double angle = random.nextDouble(2 * Math.PI);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double edge = random.nextDouble(-0.3, 0.3);
    double dark = random.nextDouble(0.25, 0.6);
    for (int y = 0; y < height; y++) {
      double ny = (double) y / height - 0.5;
      for (int x = 0; x < width; x++) {
        double nx = (double) x / width - 0.5;
        double px = nx - poolX;
        double py = ny - poolY;
        double light = 0.8 + slopeX * nx + slopeY * ny - pool * Math.min(0.8, px * px + py * py);
        if (shaded) {
          double depth = (nx * cos + ny * sin - edge) * 12;
          light *= 1 - dark * Math.max(0, Math.min(1, depth));
        }
        int i = y * width + x;
        pixels[i] = times(pixels[i], Math.max(40, (int) (light * 256)));
      }
    }
  }

  private static int times(int pixel, int factor) {
    int red = Math.min(255, ((pixel >> 16 & 0xff) * factor) >> 8);
    int green = Math.min(255, ((pixel >> 8 & 0xff) * factor) >> 8);
    int blue = Math.min(255, ((pixel & 0xff) * factor) >> 8);
    return red << 16 | green << 8 | blue;
  }

  private int blurPasses() {
    int draw = random.nextInt(10);
    return draw < 5 ? 0 : draw < 9 ? 1 : 2;
  }

  /** One binomial blur (1 2 1) in both directions. */
  private void blur() {
    for (int y = 0; y < height; y++) {
      blurLine(y * width, 1, width);
    }
    for (int x = 0; x < width; x++) {
      blurLine(x, width, height);
    }
  }

  private void blurLine(int start, int step, int count) {
    int before = pixels[start];
    int here = before;
    for (int k = 0; k < count; k++) {
      int i = start + k * step;
      int after = k < count - 1 ? pixels[i + step] : here;
      int even = (before & 0xff00ff) + 2 * (here & 0xff00ff) + (after & 0xff00ff);
      int odd = (before & 0xff00) + 2 * (here & 0xff00) + (after & 0xff00);
      pixels[i] = (even >> 2 & 0xff00ff) | (odd >> 2 & 0xff00);
      before = here;
      here = after;
    }
  }

  /** Exposure, white balance, contrast and noise. */
  private void develop() {
    double[] means = means();
    double grey = (means[0] + means[1] + means[2]) / 3;
    double target = random.nextDouble(85, 182);
    double exposure = Math.max(0.35, Math.min(MAX_HIGHLIGHT / highlight(), target / grey));
    double balance = random.nextDouble(0.2, 0.7);
    double gamma = random.nextDouble(0.8, 1.2);
    int[][] curves = new int[3][];
    for (int c = 0; c < 3; c++) {
      double cast = random.nextGaussian(1, 0.05);
      double gain = exposure * cast * Math.pow(grey / Math.max(1, means[c]), balance);
      curves[c] = curve(gain, gamma);
    }
    double amplitude = Math.pow(random.nextDouble(), 2) * 11;
    int start = random.nextInt(NOISE_LENGTH);
    for (int i = 0; i < pixels.length; i++) {
      int p = pixels[i];
      int at = start + i * 7 + (i >> 9) * 1231;
      int shared = NOISE[at & (NOISE_LENGTH - 1)];
      int red = curves[0][p >> 16 & 0xff] + grain(shared, at + 2741, amplitude);
      int green = curves[1][p >> 8 & 0xff] + grain(shared, at + 5477, amplitude);
      int blue = curves[2][p & 0xff] + grain(shared, at + 7919, amplitude);
      pixels[i] = Images.clamp(red) << 16 | Images.clamp(green) << 8 | Images.clamp(blue);
    }
  }

  private static int grain(int shared, int at, double amplitude) {
    return (int) ((shared + NOISE[at & (NOISE_LENGTH - 1)]) * amplitude / 40);
  }

  private static int[] curve(double gain, double gamma) {
    int[] curve = new int[256];
    for (int i = 0; i < 256; i++) {
      double value = Math.pow(i / 255.0, gamma) * gain;
      double bright = value < 0.8 ? value : 0.8 + 0.2 * (1 - Math.exp((0.8 - value) / 0.2));
      curve[i] = (int) (bright * 255);
    }
    return curve;
  }

  /** The brightness that one pixel in twenty exceeds. */
  private double highlight() {
    int[] histogram = new int[256];
    for (int pixel : pixels) {
      histogram[pixel >> 8 & 0xff]++;
    }
    int level = 255;
    for (int above = 0; level > 40 && above < pixels.length / 20; level--) {
      above += histogram[level];
    }
    return level;
  }

  private double[] means() {
    long[] sums = new long[3];
    for (int pixel : pixels) {
      sums[0] += pixel >> 16 & 0xff;
      sums[1] += pixel >> 8 & 0xff;
      sums[2] += pixel & 0xff;
    }
    double count = pixels.length;
    return new double[] {sums[0] / count, sums[1] / count, sums[2] / count};
  }

  /** Evens out blocks as a strong JPEG does: coarse colour, a little less detail. */
  private void compress() {
    int keep = random.nextInt(120, 230);
    for (int y = 0; y < height; y += BLOCK) {
      for (int x = 0; x < width; x += BLOCK) {
        compressBlock(x, y, keep);
      }
    }
  }

  private void compressBlock(int left, int top, int keep) {
    int right = Math.min(width, left + BLOCK);
    int bottom = Math.min(height, top + BLOCK);
    int red = 0;
    int green = 0;
    int blue = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        int p = pixels[y * width + x];
        red += p >> 16 & 0xff;
        green += p >> 8 & 0xff;
        blue += p & 0xff;
      }
    }
    int count = (right - left) * (bottom - top);
    red /= count;
    green /= count;
    blue /= count;
    int grey = (red + 2 * green + blue) / 4;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        int i = y * width + x;
        int p = pixels[i];
        int luma = ((p >> 16 & 0xff) + 2 * (p >> 8 & 0xff) + (p & 0xff)) / 4;
        int detail = (luma - grey) * keep / 256;
        int r = ((p >> 16 & 0xff) + red + detail) / 2;
        int g = ((p >> 8 & 0xff) + green + detail) / 2;
        int b = ((p & 0xff) + blue + detail) / 2;
        pixels[i] = Images.clamp(r) << 16 | Images.clamp(g) << 8 | Images.clamp(b);
      }
    }
  }

  private static byte[] gaussianNoise() {
    SplittableRandom random = new SplittableRandom(11);
    byte[] noise = new byte[NOISE_LENGTH];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) Math.max(-127, Math.min(127, random.nextGaussian(0, 30)));
    }
    return noise;
  }
}
