package io.github.twohead.djl.internal.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Augmentation;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageSource.RgbPixels;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class ChangesTest {
  private static final int WIDTH = 40;
  private static final int HEIGHT = 36;
  private static final int VALUES = 3 * WIDTH * HEIGHT;
  private static final Preprocessing IMAGENET = Preprocessing.standard().size(WIDTH, HEIGHT);
  private static final Preprocessing RAW = IMAGENET.normalization(Normalization.NONE);

  private final byte[] image = noise();

  @Test
  void should_turn_crop_mirror_and_jitter_as_ever_to_the_bit() {
    Augmentation known =
        Augmentation.builder()
            .rotation(30)
            .horizontalFlip()
            .randomCrop(0.7)
            .colorJitter(0.2, 0.3, 0.4)
            .build();
    CRC32 digest = new CRC32();

    for (int seed = 0; seed < 20; seed++) {
      float[] values = augment(IMAGENET, known, seed);
      for (float value : values) {
        int bits = Float.floatToRawIntBits(value);
        digest.update(bits);
        digest.update(bits >> 8);
        digest.update(bits >> 16);
        digest.update(bits >> 24);
      }
    }

    assertThat(digest.getValue())
        .as("what it was before there were other changes")
        .isEqualTo(3_210_532_440L);
  }

  @Test
  void should_turn_alike_beside_other_changes() {
    Augmentation turned = Augmentation.builder().rotation(30).randomCrop(0.7).build();
    Augmentation both =
        Augmentation.builder().rotation(30).randomCrop(0.7).step("none", (i, r) -> {}).build();

    assertThat(augment(RAW, both, 3)).isEqualTo(augment(RAW, turned, 3));
  }

  @Test
  void should_add_noise_of_mean_0_and_of_a_deviation() {
    // given
    Canvas canvas = new Canvas(100, 100);
    Arrays.fill(canvas.pixels(), (byte) 128);

    // when
    Camera.noise(canvas, 12, new SplittableRandom(1));

    // then
    double sum = 0;
    double squares = 0;
    for (byte value : canvas.pixels()) {
      int change = (value & 0xFF) - 128;
      sum += change;
      squares += change * change;
    }
    assertThat(sum / 30_000).isCloseTo(0, within(0.3));
    assertThat(Math.sqrt(squares / 30_000)).isCloseTo(12, within(0.2));
  }

  @Test
  void should_blot_rectangles_out_once_values_are_normalised() {
    Augmentation erasing = Augmentation.builder().randomErasing(0.5).build();
    float[] whole = augment(IMAGENET, Augmentation.none(), 0);
    int erased = 0;

    for (int seed = 0; seed < 400; seed++) {
      float[] values = augment(IMAGENET, erasing, seed);
      int blotted = 0;
      for (int i = 0; i < VALUES; i++) {
        assertThat(values[i]).isIn(0f, whole[i]);
        blotted += values[i] == 0 ? 1 : 0;
      }
      erased += blotted > 0 ? 1 : 0;
      assertThat(blotted / (double) VALUES).isLessThan(0.36);
    }

    assertThat(erased).isBetween(160, 240);
  }

  @Test
  void should_make_so_many_images_grey() {
    Augmentation grey = Augmentation.builder().greyscale(0.25).build();
    int found = 0;

    for (int seed = 0; seed < 400; seed++) {
      float[] values = augment(RAW, grey, seed);
      found += values[0] == values[1] && values[3] == values[5] ? 1 : 0;
    }

    assertThat(found).isBetween(70, 130);
  }

  @Test
  void should_run_steps_of_ones_own_on_bytes_of_the_input_size_in_their_order() {
    Augmentation own =
        Augmentation.builder()
            .step("fill", (pixels, random) -> Arrays.fill(pixels.pixels(), (byte) 100))
            .step("add", (pixels, random) -> pixels.pixels()[pixels.width()]++)
            .build();

    float[] values = augment(RAW, own, 1);

    assertThat(values[0]).isEqualTo(100 / 255f);
    assertThat(values[WIDTH]).isEqualTo(101 / 255f);
  }

  @Test
  void should_name_the_step_that_fails() {
    Augmentation failing =
        Augmentation.builder()
            .step(
                "fog",
                (pixels, random) -> {
                  throw new ArithmeticException("no fog");
                })
            .build();

    assertThatIllegalStateException()
        .isThrownBy(() -> augment(RAW, failing, 1))
        .withMessage("the augmentation step \"fog\" fails: java.lang.ArithmeticException: no fog");
  }

  @Test
  void should_draw_crops_of_allowed_areas_and_shapes() {
    Box.Range range = new Box.Range(0.3, 1, 0.75, 4 / 3.0);

    for (int seed = 0; seed < 500; seed++) {
      Box box = Box.draw(range, 400, 300, new SplittableRandom(seed)).orElseThrow();
      assertThat(box.area() / 120_000.0).isBetween(0.29, 1.0);
      assertThat(box.width() / (double) box.height()).isBetween(0.74, 1.35);
      assertThat(box.left()).isBetween(0, 400 - box.width());
      assertThat(box.top()).isBetween(0, 300 - box.height());
    }
    assertThat(Box.draw(new Box.Range(1, 1, 3, 4), 40, 36, new SplittableRandom(1))).isEmpty();
  }

  @Test
  void should_show_what_training_sees() {
    List<ImageSource> images = List.of(ImageSource.ofRgb(image, WIDTH, HEIGHT));

    List<RgbPixels> same = Preview.of(Augmentation.none(), images, IMAGENET, 1);
    List<RgbPixels> turned = Preview.of(Augmentation.standard(), images, IMAGENET, 1);

    assertThat(same).hasSize(1);
    assertThat(same.get(0).pixels()).isEqualTo(image);
    assertThat(turned.get(0).pixels()).isNotEqualTo(image);
  }

  private float[] augment(Preprocessing input, Augmentation augmentation, long seed) {
    FloatBuffer out = FloatBuffer.allocate(VALUES);
    new Augmenter(input, augmentation).augment(image, new SplittableRandom(seed), out, 0);
    return out.array();
  }

  private static byte[] noise() {
    byte[] rgb = new byte[VALUES];
    new Random(1).nextBytes(rgb);
    return rgb;
  }
}
