package io.github.twohead.djl.internal.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Augmentation;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.augmentation.Augmenter.ColorJitter;
import io.github.twohead.runtime.internal.image.Normalizer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmenterTest {
  private static final int WIDTH = 40;
  private static final int HEIGHT = 36;
  private static final int PIXELS = WIDTH * HEIGHT;
  private static final Preprocessing IMAGENET = Preprocessing.standard().size(WIDTH, HEIGHT);
  private static final Preprocessing RAW = IMAGENET.normalization(Normalization.NONE);

  private final byte[] image = noise(WIDTH, HEIGHT);

  @Test
  void should_normalize_at_an_offset() {
    // given
    FloatBuffer out = buffer(2 * 3 * PIXELS);

    // when
    new Normalizer(IMAGENET).normalize(image, out, 3 * PIXELS);

    // then
    int pixel = 17 * WIDTH + 5;
    for (int channel = 0; channel < 3; channel++) {
      float expected =
          ((image[3 * pixel + channel] & 0xFF) / 255f - Normalization.IMAGENET.mean(channel))
              / Normalization.IMAGENET.std(channel);
      assertThat(out.get(3 * PIXELS + 3 * pixel + channel)).isCloseTo(expected, within(1e-6f));
    }
    assertThat(out.get(3 * PIXELS - 1)).isZero();
    assertThat(out.position()).isZero();
  }

  @Test
  void should_change_nothing_without_augmentation() {
    assertThat(augment(Augmentation.none(), 1)).isEqualTo(plain(image));
  }

  @Test
  void should_be_decided_by_the_random_numbers() {
    Augmentation all =
        Augmentation.builder()
            .rotation(30)
            .horizontalFlip()
            .randomCrop(0.7)
            .colorJitter(0.2, 0.2, 0.2)
            .build();
    byte[] before = image.clone();

    assertThat(augment(all, 5)).isEqualTo(augment(all, 5)).isNotEqualTo(augment(all, 6));
    assertThat(image).as("the input is only read").isEqualTo(before);
  }

  @Test
  void should_mirror_every_other_image() {
    // given
    Augmentation flip = Augmentation.builder().horizontalFlip().build();
    float[] upright = plain(image);
    float[] mirrored = new float[upright.length];
    for (int i = 0; i < mirrored.length; i++) {
      int column = i / 3 % WIDTH;
      mirrored[i] = upright[i + 3 * (WIDTH - 1 - 2 * column)];
    }

    // when
    int flipped = 0;
    for (int seed = 0; seed < 1000; seed++) {
      float[] result = augment(flip, seed);
      flipped += Arrays.equals(result, mirrored) ? 1 : 0;
      assertThat(result).isIn(upright, mirrored);
    }

    // then
    assertThat(flipped).isBetween(420, 580);
  }

  @ParameterizedTest
  @ValueSource(ints = {-180, -90, 0, 90, 180})
  void should_turn_squares_by_quarters_exactly(int degrees) {
    int side = 33;
    AffineMap map = new AffineMap(side, side, degrees, false, 1, 0, 0);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int column = (map.rowX(y) + x * map.stepX()) >> AffineMap.FRACTION_BITS;
        int row = (map.rowY(y) + x * map.stepY()) >> AffineMap.FRACTION_BITS;
        int[] expected =
            switch (degrees) {
              case 0 -> new int[] {x, y};
              case 90 -> new int[] {side - 1 - y, x};
              case -90 -> new int[] {y, side - 1 - x};
              default -> new int[] {side - 1 - x, side - 1 - y};
            };
        assertThat(new int[] {column, row}).isEqualTo(expected);
      }
    }
  }

  @Test
  void should_stay_near_the_exact_position_at_the_largest_size() {
    // given
    int side = 4096;
    double angle = Math.toRadians(7.3);
    AffineMap map = new AffineMap(side, side, 7.3, false, 1, 0, 0);

    // when
    int x = side - 1;
    int y = 3000;
    double column = (map.rowX(y) + (double) x * map.stepX()) / (1 << AffineMap.FRACTION_BITS);

    // then
    double exact =
        Math.cos(angle) * (x + 0.5 - side / 2.0)
            - Math.sin(angle) * (y + 0.5 - side / 2.0)
            + side / 2.0;
    assertThat(column).isCloseTo(exact, within(1 / 16.0));
  }

  @Test
  void should_fill_corners_with_black() {
    // given
    Augmentation turn = Augmentation.builder().rotation(45).build();
    byte[] white = new byte[3 * PIXELS];
    Arrays.fill(white, (byte) 255);
    FloatBuffer out = buffer(3 * PIXELS);
    Augmenter augmenter = new Augmenter(IMAGENET, turn);

    // when
    augmenter.augment(white, new SplittableRandom(3), out, 0);

    // then
    float black = -Normalization.IMAGENET.mean(0) / Normalization.IMAGENET.std(0);
    assertThat(out.get(0)).isEqualTo(black);
    assertThat(out.get(3 * (PIXELS / 2 + WIDTH / 2))).isGreaterThan(2);
  }

  @Test
  void should_crop_within_the_image() {
    // given
    Augmentation crop = Augmentation.builder().randomCrop(0.5).build();
    byte[] ramp = new byte[3 * PIXELS];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (byte) (100 + i / 3 % WIDTH);
    }
    Augmenter augmenter = new Augmenter(RAW, crop);
    FloatBuffer out = buffer(3 * PIXELS);

    for (int seed = 0; seed < 200; seed++) {
      // when
      augmenter.augment(ramp, new SplittableRandom(seed), out, 0);

      // then
      float left = 255 * out.get(0);
      float right = 255 * out.get(3 * (WIDTH - 1));
      assertThat(left).isGreaterThan(99.5f);
      assertThat(right).isLessThan(100 + WIDTH - 0.5f);
      assertThat(right - left).isBetween(WIDTH / 2f - 2, WIDTH - 0.5f);
    }
  }

  @Test
  void should_jitter_like_torchvision() {
    // given one pixel: 100, 150, 50; its grey is 0.299·100 + 0.587·150 + 0.114·50 = 123.65
    byte[] pixel = {100, (byte) 150, 50};

    assertThat(jitter(pixel, 1.5f, 1, 1)).containsExactly(150, 225, 75);
    assertThat(jitter(pixel, 2, 1, 1)).containsExactly(200, 255, 100);
    assertThat(jitter(pixel, 1, 0, 1)).containsExactly(124, 124, 124);
    assertThat(jitter(pixel, 1, 0.5f, 1)).containsExactly(112, 137, 87);
    assertThat(jitter(pixel, 1, 1, 0)).containsExactly(124, 124, 124);
    assertThat(jitter(pixel, 1, 1, 2)).containsExactly(76, 176, 0);
    assertThat(jitter(pixel, 1, 1, 1)).containsExactly(100, 150, 50);
  }

  @Test
  void should_refuse_image_of_another_size() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Normalizer(RAW).normalize(new byte[7], buffer(3 * PIXELS), 0))
        .withMessage("7 bytes are not 40×36 pixels of 3");
  }

  private float[] augment(Augmentation augmentation, long seed) {
    FloatBuffer out = buffer(3 * PIXELS);
    new Augmenter(RAW, augmentation).augment(image, new SplittableRandom(seed), out, 0);
    return array(out);
  }

  private static float[] plain(byte[] rgb) {
    FloatBuffer out = buffer(3 * PIXELS);
    new Normalizer(RAW).normalize(rgb, out, 0);
    return array(out);
  }

  private static int[] jitter(byte[] rgb, float brightness, float contrast, float saturation) {
    byte[] out = new byte[rgb.length];
    ColorJitter.apply(rgb, brightness, contrast, saturation, out);
    int[] values = new int[out.length];
    for (int i = 0; i < out.length; i++) {
      values[i] = out[i] & 0xFF;
    }
    return values;
  }

  private static FloatBuffer buffer(int floats) {
    return ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  private static float[] array(FloatBuffer out) {
    float[] array = new float[out.capacity()];
    out.get(0, array);
    return array;
  }

  private static byte[] noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(1).nextBytes(rgb);
    return rgb;
  }
}
