package io.github.twohead.djl.internal.augmentation;

import io.github.twohead.Augmentation;
import io.github.twohead.Preprocessing;
import io.github.twohead.runtime.internal.data.BatchLoader;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.spi.ImageChange;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/**
 * Mixup and CutMix: each image of a batch is mixed with the one before it, and the first with the
 * last, by one share for the whole batch, as torchvision does. Not safe for several threads.
 *
 * <p>The loss of a mixed image is that of both labels by their shares. An unknown label has no
 * loss: what is left is the other's, by its own share.
 */
public final class BatchMix {
  private final int width;
  private final int height;
  private final OptionalDouble mixup;
  private final OptionalDouble cutmix;
  private final float[] mine;
  private final float[] before;
  private final float[] last;

  /** Creates what an augmentation asks for. */
  public BatchMix(Preprocessing preprocessing, Augmentation augmentation) {
    width = preprocessing.width();
    height = preprocessing.height();
    mixup = augmentation.amount(ImageChange.MIXUP);
    cutmix = augmentation.amount(ImageChange.CUTMIX);
    int values = isOn() ? InputImage.values(preprocessing) : 0;
    mine = new float[values];
    before = new float[values];
    last = new float[values];
  }

  /** Whether batches are mixed. */
  public boolean isOn() {
    return mixup.isPresent() || cutmix.isPresent();
  }

  /**
   * Mixes a batch in place.
   *
   * @param seed of the pass; with the batch's first image it decides what is drawn
   * @return the batch with mixed targets
   */
  public Batch mix(Batch batch, HeadLayout layout, long seed) {
    RandomGenerator random = BatchLoader.random(seed, ~batch.slots()[0]);
    float share = mix(batch.pixels().asFloatBuffer(), batch.size(), random);
    return mixLabels(batch, layout, share);
  }

  /** Mixes the labels of a batch whose images keep a share of themselves. */
  public static Batch mixLabels(Batch batch, HeadLayout layout, float share) {
    return new Labels(layout, batch, share).mixed();
  }

  /** Mixes images, and returns the share that each keeps of itself. */
  float mix(FloatBuffer pixels, int images, RandomGenerator random) {
    boolean pastes = mixup.isEmpty() || (cutmix.isPresent() && random.nextBoolean());
    double alpha = (pastes ? cutmix : mixup).orElseThrow();
    double share = beta(alpha, random);
    if (!pastes) {
      blend(pixels, images, (float) share);
      return (float) share;
    }
    Box box = box(share, random);
    paste(pixels, images, box);
    return 1 - box.area() / (float) (width * height);
  }

  /** Of Beta(alpha, alpha), through two numbers of Gamma(alpha) by their logarithms. */
  static double beta(double alpha, RandomGenerator random) {
    double one = logGamma(alpha, random);
    double other = logGamma(alpha, random);
    return 1 / (1 + Math.exp(other - one));
  }

  /** Marsaglia and Tsang, <i>A Simple Method for Generating Gamma Variables</i>, 2000. */
  private static double logGamma(double alpha, RandomGenerator random) {
    double shape = alpha + 1; // then the method is exact for every alpha above 0
    double d = shape - 1.0 / 3;
    while (true) {
      double x = random.nextGaussian();
      double root = 1 + x / Math.sqrt(9 * d);
      double v = root * root * root;
      if (v > 0 && Math.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v)) {
        return Math.log(d * v) + Math.log(1 - random.nextDouble()) / alpha;
      }
    }
  }

  /** The rectangle of CutMix around any pixel, cut off where it leaves the image. */
  private Box box(double share, RandomGenerator random) {
    double half = Math.sqrt(1 - share) / 2;
    int across = (int) (half * width);
    int down = (int) (half * height);
    int x = random.nextInt(width);
    int y = random.nextInt(height);
    int left = Math.max(0, x - across);
    int top = Math.max(0, y - down);
    int right = Math.min(width, x + across);
    int bottom = Math.min(height, y + down);
    return new Box(left, top, right - left, bottom - top);
  }

  /** From the last image to the first, so that the one before is still itself. */
  void blend(FloatBuffer pixels, int images, float share) {
    pixels.get((images - 1) * last.length, last);
    for (int image = images - 1; image >= 0; image--) {
      int at = image * mine.length;
      pixels.get(at, mine);
      float[] other = image == 0 ? last : before;
      if (image > 0) {
        pixels.get(at - mine.length, before);
      }
      for (int i = 0; i < mine.length; i++) {
        mine[i] = share * mine[i] + (1 - share) * other[i];
      }
      pixels.put(at, mine);
    }
  }

  void paste(FloatBuffer pixels, int images, Box box) {
    pixels.get((images - 1) * last.length, last);
    for (int row = box.top(); row < box.top() + box.height(); row++) {
      int start = 3 * (row * width + box.left());
      int length = 3 * box.width();
      for (int image = images - 1; image > 0; image--) {
        int at = image * mine.length + start;
        pixels.put(at, pixels, at - mine.length, length);
      }
      pixels.put(start, last, start, length);
    }
  }

  /** The labels of a batch that was mixed. */
  private static final class Labels {
    private final HeadLayout layout;
    private final int heads;
    private final int outputs;
    private final Batch batch;
    private final float[] targets;
    private final float share;
    private final float[] mixed;
    private final float[] known;

    Labels(HeadLayout layout, Batch batch, float share) {
      this.layout = layout;
      this.batch = batch;
      targets = batch.targets();
      this.share = share;
      heads = layout.readouts().size();
      outputs = layout.outputs();
      mixed = new float[targets.length];
      known = new float[targets.length / outputs * heads];
    }

    Batch mixed() {
      for (int image = 0; image < batch.size(); image++) {
        for (int head = 0; head < heads; head++) {
          mix(image, (image + batch.size() - 1) % batch.size(), head);
        }
      }
      return new Batch(batch.pixels(), mixed, batch.slots(), batch.weights(), known, share);
    }

    private float weight(int image) {
      return batch.weights().length == 0 ? 1 : (float) batch.weights()[image];
    }

    private void mix(int image, int other, int head) {
      int start = image * outputs + layout.offset(head);
      int end = image * outputs + layout.offset(head + 1);
      int shift = (other - image) * outputs;
      float own = Float.isNaN(targets[start]) ? 0 : share * weight(image);
      float others = Float.isNaN(targets[start + shift]) ? 0 : (1 - share) * weight(other);
      float sum = own + others;
      known[image * heads + head] = sum;
      if (sum == 0) {
        Arrays.fill(mixed, start, end, Float.NaN);
        return;
      }
      for (int at = start; at < end; at++) {
        float mine = own == 0 ? 0 : own * targets[at];
        float before = others == 0 ? 0 : others * targets[at + shift];
        mixed[at] = (mine + before) / sum;
      }
    }
  }
}
