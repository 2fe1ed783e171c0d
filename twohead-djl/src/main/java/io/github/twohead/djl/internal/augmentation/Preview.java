package io.github.twohead.djl.internal.augmentation;

import io.github.twohead.Augmentation;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageSource.RgbPixels;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.runtime.internal.data.BatchLoader;
import io.github.twohead.runtime.internal.image.InputImage;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What training sees, as pictures. */
public final class Preview {
  private Preview() {}

  /** Makes a batch of some images, and pictures of that. */
  public static List<RgbPixels> of(
      Augmentation augmentation, List<ImageSource> images, Preprocessing preprocessing, long seed) {
    if (images.isEmpty()) {
      throw new IllegalArgumentException("there is no image to show");
    }
    Augmenter augmenter = new Augmenter(preprocessing, augmentation);
    BatchMix mix = new BatchMix(preprocessing, augmentation);
    int values = InputImage.values(preprocessing);
    FloatBuffer batch = FloatBuffer.allocate(values * images.size());
    for (int i = 0; i < images.size(); i++) {
      byte[] rgb = InputImage.read(images.get(i), preprocessing);
      augmenter.augment(rgb, BatchLoader.random(seed, i), batch, i * values);
    }
    if (mix.isOn()) {
      RandomGenerator random = BatchLoader.random(seed, -1);
      float unused = mix.mix(batch, images.size(), random);
    }
    List<RgbPixels> pictures = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      pictures.add(picture(batch, i * values, preprocessing));
    }
    return pictures;
  }

  private static RgbPixels picture(FloatBuffer batch, int at, Preprocessing preprocessing) {
    Normalization normalization = preprocessing.normalization();
    byte[] rgb = new byte[InputImage.values(preprocessing)];
    for (int i = 0; i < rgb.length; i++) {
      int channel = i % 3;
      float value = batch.get(at + i) * normalization.std(channel) + normalization.mean(channel);
      rgb[i] = (byte) Math.max(0, Math.min(255, Math.round(255 * value)));
    }
    return new RgbPixels(rgb, preprocessing.width(), preprocessing.height());
  }
}
